package dev.omnivae.data;

import java.util.List;

/**
 * Where the files of a data set come from, if its licence lets a program fetch them.
 *
 * @param base address the file names are appended to, with a slash at its end
 */
public record Download(String base, List<RemoteFile> files) {
  public Download {
    files = List.copyOf(files);
  }

  /**
   * One file.
   *
   * @param sha256 of its content, unpacked where it is gzip: mirrors pack again
   */
  public record RemoteFile(String name, String sha256) {}
}

package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of drawn data. */
final class MadeFolder {
  /** Writes a data set into a folder. */
  interface Content {
    void write(Path folder) throws IOException;
  }

  private MadeFolder() {}

  /**
   * Writes into a folder of the user's, which must be new or empty: files of another set left over
   * would be read along.
   */
  static void into(Path folder, Content content) {
    try {
      if (Files.isRegularFile(folder)) {
        throw InputException.of(
            "folder to make data in", "a folder", "the file " + folder, "name another one");
      }
      Files.createDirectories(folder);
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw InputException.of(
              "folder to make data in", "new or empty", folder, "name another one");
        }
      }
      content.write(folder);
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** Writes a folder of the cache, whole or not at all; leaves one that is there. */
  static void once(Path folder, Content content) {
    if (Files.isDirectory(folder)) {
      return;
    }
    try {
      Files.createDirectories(folder.getParent());
      Path part = Files.createTempDirectory(folder.getParent(), folder.getFileName() + ".part");
      try {
        content.write(part);
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        if (!Files.isDirectory(folder)) { // else another process was quicker
          throw e;
        }
      } finally {
        remove(part);
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      List<Path> inside;
      try (Stream<Path> walked = Files.walk(folder)) {
        inside = walked.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : inside) {
        Files.delete(path);
      }
    }
  }

  private static RunException failed(Path folder, IOException e) {
    return new RunException(
        "folder %s must be writable with room left, got %s; name another one".formatted(folder, e),
        e);
  }
}

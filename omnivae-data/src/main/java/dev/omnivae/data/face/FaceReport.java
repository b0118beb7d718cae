package dev.omnivae.data.face;

import dev.omnivae.data.picture.LeftOut;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What came of cutting faces out of a folder.
 *
 * @param pictures those that could be read, in order
 * @param leftOut those that could not
 */
public record FaceReport(List<Picture> pictures, List<LeftOut> leftOut) {
  /**
   * One picture.
   *
   * @param name its path in the folder
   * @param faces found in it
   * @param crops paths of the faces that were cut out of it, in the new folder
   */
  public record Picture(String name, int faces, List<String> crops) {
    public Picture {
      crops = List.copyOf(crops);
    }
  }

  public FaceReport {
    pictures = List.copyOf(pictures);
    leftOut = List.copyOf(leftOut);
  }

  /** Paths of all faces in the new folder. */
  public List<String> crops() {
    return pictures.stream().flatMap(picture -> picture.crops().stream()).toList();
  }

  /** How many pictures have none. */
  public long without() {
    return count(faces -> faces == 0);
  }

  /** How many pictures have several. */
  public long several() {
    return count(faces -> faces > 1);
  }

  private long count(IntPredicate faces) {
    return pictures.stream().filter(picture -> faces.test(picture.faces())).count();
  }

  /** One line: how many faces of how many pictures, and of how many none or several. */
  public String line() {
    return "%s of %s; %d without a face, %d with several%s"
        .formatted(
            counted(crops().size(), "face"),
            counted(pictures.size(), "picture"),
            without(),
            several(),
            leftOut.isEmpty()
                ? ""
                : ", %d left out (%s)".formatted(leftOut.size(), LeftOut.counts(leftOut)));
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** Everything, as the lines of a CSV file: {@code picture,faces,note}. */
  List<String> csv() {
    List<String> lines = new ArrayList<>(List.of("picture,faces,note"));
    for (Picture picture : pictures) {
      lines.add(
          cell(picture.name())
              + ","
              + picture.faces()
              + ","
              + cell(String.join(" ", picture.crops())));
    }
    for (LeftOut one : leftOut) {
      lines.add(cell(one.name()) + ",," + cell(one.reason().word() + ", " + one.detail()));
    }
    return lines;
  }

  private static String cell(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}

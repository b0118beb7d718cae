package dev.omnivae.app.picture;

import dev.omnivae.core.config.RunException;
import dev.omnivae.eval.figure.ImageGrid;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** The faces of a folder on one picture. */
public final class FaceSheet {
  private static final int COLUMNS = 12;
  private static final int MOST = 20 * COLUMNS;
  private static final int SIDE = 64;

  private FaceSheet() {}

  /**
   * Writes it; of many faces the first are shown.
   *
   * @param folder of the faces
   * @param names of their files in it
   */
  public static void write(Path folder, List<String> names, Path sheet) {
    List<String> shown = names.subList(0, Math.min(MOST, names.size()));
    String title =
        shown.size() < names.size()
            ? "%d of %d faces".formatted(shown.size(), names.size())
            : names.size() == 1 ? "1 face" : names.size() + " faces";
    ImageGrid grid = new ImageGrid(title, SIDE);
    try {
      for (int from = 0; from < shown.size(); from += COLUMNS) {
        List<String> row = shown.subList(from, Math.min(shown.size(), from + COLUMNS));
        List<BufferedImage> images = new java.util.ArrayList<>();
        for (String name : row) {
          images.add(ImageIO.read(folder.resolve(name).toFile()));
        }
        grid.row("", images);
      }
      Path parent = sheet.toAbsolutePath().getParent();
      Files.createDirectories(parent);
      Files.write(sheet, Png.bytes(grid.draw()));
    } catch (IOException e) {
      throw new RunException(
          "contact sheet %s must be writable, got %s; name another file with --sheet"
              .formatted(sheet, e),
          e);
    }
  }
}

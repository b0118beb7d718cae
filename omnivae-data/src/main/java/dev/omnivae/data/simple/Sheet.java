package dev.omnivae.data.simple;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Grey pictures side by side in a file; see {@link Pictures#write}. */
final class Sheet {
  private static final int COLUMNS = 16;
  private static final int GAP = 2;
  private static final int SCALE = 2;

  private Sheet() {}

  static void write(float[][] rows, int width, Path png) {
    if (rows.length == 0) {
      throw InputException.of("rows", "at least one", "none", "give some");
    }
    try {
      Path folder = png.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      ImageIO.write(draw(rows, width), "png", png.toFile());
    } catch (IOException e) {
      throw new RunException(png + " must be writable, got " + e.getMessage(), e);
    }
  }

  private static BufferedImage draw(float[][] rows, int width) {
    int cellWidth = SCALE * width + GAP;
    int cellHeight = SCALE * (rows[0].length / width) + GAP;
    int columns = Math.min(COLUMNS, rows.length);
    int lines = (rows.length + COLUMNS - 1) / COLUMNS;
    BufferedImage sheet =
        new BufferedImage(
            columns * cellWidth + GAP, lines * cellHeight + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int i = 0; i < rows.length; i++) {
      int x = GAP + i % COLUMNS * cellWidth;
      int y = GAP + i / COLUMNS * cellHeight;
      graphics.drawImage(
          Pictures.of(rows[i], width), x, y, cellWidth - GAP, cellHeight - GAP, null);
    }
    graphics.dispose();
    return sheet;
  }
}

package dev.omnivae.data.simple;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import dev.omnivae.data.generate.Drawing;
import dev.omnivae.data.generate.HandwrittenDigits;
import dev.omnivae.data.picture.Fit;
import dev.omnivae.data.picture.Frame;
import dev.omnivae.data.picture.LeftOut;
import dev.omnivae.data.picture.PictureFile;
import dev.omnivae.data.picture.PictureFolder;
import dev.omnivae.data.picture.UnusableException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Grey pictures as rows of numbers in [0, 1], and back. */
public final class Pictures {
  private static final int COLUMNS = 16;
  private static final int GAP = 2;
  private static final int SCALE = 2;
  private static final int WHITE = 255;

  private Pictures() {}

  /**
   * Generated handwritten-like digits, 28x28: something to try things on without any data.
   *
   * @return {@code (count, 784)}, every block of ten rows with each digit once
   */
  public static float[][] digits(int count, long seed) {
    if (count < 1) {
      throw InputException.of("count", "at least 1", count, "write digits(2000, 1)");
    }
    Drawing drawing = Drawing.draw(new HandwrittenDigits(), seed, "simple", count);
    int elements = drawing.pixels().length / count;
    float[][] rows = new float[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = scaled(drawing.pixels(), i * elements, elements);
    }
    return rows;
  }

  /**
   * The pictures of a folder and of those inside, grey, cropped around their centre to one shape.
   * Files that are no usable picture are passed over.
   *
   * @param folder of PNG, JPEG, GIF, BMP, WebP or TIFF files
   * @return {@code (picture, height * width)}, in the order of their paths
   * @throws InputException when there is no usable picture
   */
  public static float[][] read(Path folder, int height, int width) {
    if (!Files.isDirectory(folder)) {
      throw InputException.of("folder", "a folder that is there", folder, "check the path");
    }
    if (height < 1 || width < 1) {
      throw InputException.of(
          "height and width", "at least 1", height + "x" + width, "write read(folder, 28, 28)");
    }
    Frame frame = new Frame(height, width, 1, Fit.CROP, WHITE);
    List<float[]> rows = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    try {
      PictureFolder found = PictureFolder.list(folder);
      leftOut.addAll(found.leftOut());
      for (String name : found.names()) {
        try {
          byte[] pixels = new byte[frame.size()];
          frame.draw(PictureFile.read(found.file(name), PictureFile.MEGAPIXELS), pixels, 0);
          rows.add(scaled(pixels, 0, pixels.length));
        } catch (UnusableException e) {
          leftOut.add(e.of(name));
        }
      }
    } catch (IOException e) {
      throw new InputException(
          "folder must be readable, got %s (%s); check its permissions".formatted(folder, e), e);
    }
    if (rows.isEmpty()) {
      throw InputException.of(
          "folder",
          "one with pictures",
          leftOut.isEmpty() ? folder + ", without any" : LeftOut.counts(leftOut),
          "name another");
    }
    return rows.toArray(float[][]::new);
  }

  private static float[] scaled(byte[] pixels, int from, int length) {
    float[] row = new float[length];
    for (int p = 0; p < length; p++) {
      row[p] = (pixels[from + p] & 0xFF) / 255f;
    }
    return row;
  }

  /**
   * One picture.
   *
   * @param row {@code (height * width)}, clipped to [0, 1]
   * @param width of the picture, in pixels
   */
  public static BufferedImage of(float[] row, int width) {
    if (width < 1 || row.length % width != 0) {
      throw InputException.of(
          "width", "a divisor of the " + row.length + " numbers of a row", width, "28 for MNIST");
    }
    BufferedImage image =
        new BufferedImage(width, row.length / width, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < row.length; p++) {
      int level = Math.round(255 * Math.min(1, Math.max(0, row[p])));
      image.getRaster().setSample(p % width, p / width, 0, level);
    }
    return image;
  }

  /**
   * Writes all rows as one sheet, sixteen pictures a line.
   *
   * @param width of a picture, in pixels
   * @param png the file, replaced where it is there
   */
  public static void write(float[][] rows, int width, Path png) {
    if (rows.length == 0) {
      throw InputException.of("rows", "at least one", "none", "give some");
    }
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
      graphics.drawImage(of(rows[i], width), x, y, cellWidth - GAP, cellHeight - GAP, null);
    }
    graphics.dispose();
    try {
      Path folder = png.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      ImageIO.write(sheet, "png", png.toFile());
    } catch (IOException e) {
      throw new RunException(png + " must be writable, got " + e.getMessage(), e);
    }
  }
}

package dev.omnivae.data.simple;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.face.FaceCrop;
import dev.omnivae.data.face.FaceReport;
import dev.omnivae.data.face.Several;
import dev.omnivae.data.picture.Fit;
import dev.omnivae.data.picture.Frame;
import dev.omnivae.data.picture.LeftOut;
import dev.omnivae.data.picture.PictureFile;
import dev.omnivae.data.picture.PictureFolder;
import dev.omnivae.data.picture.UnusableException;
import dev.omnivae.data.reader.CroppedFaces;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pictures as rows of numbers in [0, 1], and back. A row is {@code (channel, height, width)}, one
 * after the other: one channel of grey unless said otherwise, or three of red, green and blue.
 */
public final class Pictures {
  private static final int WHITE = 255;
  private static final int COLOURS = 3;

  private Pictures() {}

  /**
   * Generated handwritten-like digits, 28x28: something to try things on without any data.
   *
   * @return {@code (count, 784)}, every block of ten rows with each digit once
   */
  public static float[][] digits(int count, long seed) {
    return Generated.digits(count, seed);
  }

  /** The digit that each of {@link #digits}, of the same count and seed, shows. */
  public static int[] digitLabels(int count, long seed) {
    return Generated.labels(count, seed);
  }

  /**
   * Generated cartoon faces in colour.
   *
   * @param side of a face in pixels: 64, or what divides it
   * @return {@code (count, 3 * side * side)}
   */
  public static float[][] faces(int count, long seed, int side) {
    return Generated.faces(count, seed, side);
  }

  /**
   * Cuts the faces out of a folder of photographs, as {@code omnivae data crop-faces} does.
   *
   * @param photographs of any format that {@link #read} takes
   * @param faces a new or empty folder, for squares of 64 pixels
   * @return what was found in which picture
   * @throws InputException when there are no pictures, or the other folder is not empty
   */
  public static FaceReport cropFaces(Path photographs, Path faces) {
    return CroppedFaces.make(
        photographs, faces, FaceCrop.DEFAULT, Several.ALL, PictureFile.MEGAPIXELS);
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
    return read(folder, height, width, 1);
  }

  /**
   * As above, in grey or in colour.
   *
   * @param channels 1 or 3
   * @return {@code (picture, channels * height * width)}
   */
  public static float[][] read(Path folder, int height, int width, int channels) {
    oneOrThree(channels);
    if (!Files.isDirectory(folder)) {
      throw InputException.of("folder", "a folder that is there", folder, "check the path");
    }
    if (height < 1 || width < 1) {
      throw InputException.of(
          "height and width", "at least 1", height + "x" + width, "write read(folder, 28, 28)");
    }
    Frame frame = new Frame(height, width, channels, Fit.CROP, WHITE);
    List<float[]> rows = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    try {
      PictureFolder found = PictureFolder.list(folder);
      leftOut.addAll(found.leftOut());
      for (String name : found.names()) {
        try {
          byte[] pixels = new byte[frame.size()];
          frame.draw(PictureFile.read(found.file(name), PictureFile.MEGAPIXELS), pixels, 0);
          rows.add(Generated.scaled(pixels, 0, pixels.length));
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

  /**
   * One picture, grey.
   *
   * @param row {@code (height * width)}, clipped to [0, 1]
   * @param width of the picture, in pixels
   */
  public static BufferedImage of(float[] row, int width) {
    return of(row, width, 1);
  }

  /**
   * One picture.
   *
   * @param row {@code (channels * height * width)}, clipped to [0, 1]
   * @param width of the picture, in pixels
   * @param channels 1 or 3
   */
  public static BufferedImage of(float[] row, int width, int channels) {
    oneOrThree(channels);
    if (width < 1 || row.length % (channels * width) != 0) {
      throw InputException.of(
          "width",
          "a divisor of the " + row.length / channels + " numbers of a " + unit(channels),
          width,
          "28 for MNIST");
    }
    int plane = row.length / channels;
    BufferedImage image =
        new BufferedImage(
            width,
            plane / width,
            channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < row.length; i++) {
      int level = Math.round(255 * Math.min(1, Math.max(0, row[i])));
      int pixel = i % plane;
      image.getRaster().setSample(pixel % width, pixel / width, i / plane, level);
    }
    return image;
  }

  /** Each row as a picture, grey: what {@code ImageGrid} puts beside each other. */
  public static List<BufferedImage> of(float[][] rows, int width) {
    return of(rows, width, 1);
  }

  /** As above, in grey or in colour. */
  public static List<BufferedImage> of(float[][] rows, int width, int channels) {
    return Arrays.stream(rows).map(row -> of(row, width, channels)).toList();
  }

  private static String unit(int channels) {
    return channels == 1 ? "row" : "channel";
  }

  private static void oneOrThree(int channels) {
    if (channels != 1 && channels != COLOURS) {
      throw InputException.of("channels", "1 or 3", channels, "1 is grey, 3 is colour");
    }
  }

  /**
   * Writes all rows as one sheet, sixteen pictures a line.
   *
   * @param width of a picture, in pixels
   * @param png the file, replaced where it is there
   */
  public static void write(float[][] rows, int width, Path png) {
    Sheet.write(rows, width, png);
  }
}

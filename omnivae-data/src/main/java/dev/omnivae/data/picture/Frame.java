package dev.omnivae.data.picture;

import dev.omnivae.data.picture.Fit.Placement;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * The shape all pictures of a data set are given: every pixel the mean of the area it covers
 * (linear interpolation where a picture is smaller than that), transparent ones over a ground of
 * one grey.
 *
 * @param height of the result
 * @param width of the result
 * @param channels 1: the luminance; 3: red, green, blue
 * @param ground 0 black to 255 white
 */
public record Frame(int height, int width, int channels, Fit fit, int ground) {
  private static final double FULL = 255;

  /** Bytes of a result. */
  public int size() {
    return channels * height * width;
  }

  /**
   * Gives a picture that shape, upright.
   *
   * @param pixels of all pictures, (picture, channel, height, width)
   * @param offset of this one
   */
  public void draw(PictureFile picture, byte[] pixels, int offset) {
    Orientation orientation = picture.orientation();
    Frame stored =
        orientation.transposes()
            ? new Frame(/* height= */ width, /* width= */ height, channels, fit, ground)
            : this;
    byte[] drawn = new byte[size()];
    stored.draw(picture.image(), drawn);
    int plane = height * width;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = orientation.stored(y, x, height, width);
        for (int c = 0; c < channels; c++) {
          pixels[offset + c * plane + y * width + x] = drawn[c * plane + from];
        }
      }
    }
  }

  /** Stored pixels into (channel, height, width). */
  private void draw(BufferedImage image, byte[] drawn) {
    Arrays.fill(drawn, (byte) ground);
    Placement at = fit.place(image.getHeight(), image.getWidth(), height, width);
    Taps down = Taps.of(image.getHeight(), at.top(), at.high(), at.toHigh());
    Taps along = Taps.of(image.getWidth(), at.left(), at.wide(), at.toWide());
    PixelRows rows = new PixelRows(image);
    double[] line = new double[PixelRows.PARTS * image.getWidth()];
    double[][] narrow =
        new double[2][PixelRows.PARTS * at.toWide()]; // of an even row and an odd one
    int[] held = {-1, -1};
    double[] sum = new double[PixelRows.PARTS * at.toWide()];
    for (int y = 0; y < at.toHigh(); y++) {
      Arrays.fill(sum, 0);
      for (int i = 0; i < down.weights()[y].length; i++) {
        int row = down.first()[y] + i;
        if (held[row & 1] != row) { // neighbours share rows
          held[row & 1] = row;
          rows.read(row, line);
          narrow(line, along, narrow[row & 1]);
        }
        double weight = down.weights()[y][i];
        for (int j = 0; j < sum.length; j++) {
          sum[j] += weight * narrow[row & 1][j];
        }
      }
      for (int x = 0; x < at.toWide(); x++) {
        put(sum, x, drawn, (at.toTop() + y) * width + at.toLeft() + x);
      }
    }
  }

  private static void narrow(double[] line, Taps along, double[] result) {
    Arrays.fill(result, 0);
    for (int x = 0; x < along.first().length; x++) {
      double[] weights = along.weights()[x];
      for (int i = 0; i < weights.length; i++) {
        int from = PixelRows.PARTS * (along.first()[x] + i);
        for (int part = 0; part < PixelRows.PARTS; part++) {
          result[PixelRows.PARTS * x + part] += weights[i] * line[from + part];
        }
      }
    }
  }

  private void put(double[] sum, int x, byte[] drawn, int at) {
    double behind = ground * (1 - sum[PixelRows.PARTS * x]);
    double red = sum[PixelRows.PARTS * x + 1] + behind;
    double green = sum[PixelRows.PARTS * x + 2] + behind;
    double blue = sum[PixelRows.PARTS * x + 3] + behind;
    int plane = height * width;
    if (channels == 1) {
      drawn[at] = level(0.299 * red + 0.587 * green + 0.114 * blue);
    } else {
      drawn[at] = level(red);
      drawn[plane + at] = level(green);
      drawn[2 * plane + at] = level(blue);
    }
  }

  private static byte level(double value) {
    return (byte) Math.round(Math.max(0, Math.min(FULL, value)));
  }
}

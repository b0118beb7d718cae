package dev.omnivae.data.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Rows of a decoded picture as opacity in [0, 1] and, times it, red, green and blue, 0 to 255. Grey
 * files as stored: Java takes them for linear light, and getRGB would brighten them.
 */
final class PixelRows {
  static final int PARTS = 4;
  private static final double FULL = 255;

  private final BufferedImage image;
  private final boolean grey;
  private final int[] pixels;

  PixelRows(BufferedImage image) {
    this.image = image;
    this.grey =
        image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !(image.getColorModel() instanceof IndexColorModel);
    this.pixels = new int[image.getWidth() * (grey ? image.getRaster().getNumBands() : 1)];
  }

  /**
   * Reads one.
   *
   * @param line (pixel, part), filled
   */
  void read(int y, double[] line) {
    int width = image.getWidth();
    if (grey) {
      readGrey(y, width, line);
      return;
    }
    image.getRGB(0, y, width, 1, pixels, 0, width);
    for (int x = 0; x < width; x++) {
      int argb = pixels[x];
      double opacity = (argb >>> 24) / FULL;
      line[PARTS * x] = opacity;
      line[PARTS * x + 1] = opacity * (argb >> 16 & 0xff);
      line[PARTS * x + 2] = opacity * (argb >> 8 & 0xff);
      line[PARTS * x + 3] = opacity * (argb & 0xff);
    }
  }

  private void readGrey(int y, int width, double[] line) {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    double full = largest(raster, 0);
    raster.getPixels(0, y, width, 1, pixels);
    for (int x = 0; x < width; x++) {
      double opacity = bands > 1 ? pixels[bands * x + 1] / largest(raster, 1) : 1;
      line[PARTS * x] = opacity;
      double value = opacity * FULL * pixels[bands * x] / full;
      for (int part = 1; part < PARTS; part++) {
        line[PARTS * x + part] = value;
      }
    }
  }

  private static double largest(Raster raster, int band) {
    return (1L << raster.getSampleModel().getSampleSize(band)) - 1;
  }
}

package dev.omnivae.app.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A decoded picture, one plane a channel.
 *
 * @param channels values in [0, 1], row-major
 */
record Planes(int width, int height, List<float[]> channels) {
  Planes {
    channels = List.copyOf(channels);
  }

  /** The luminance, or red, green and blue; what is transparent is white paper. */
  static Planes of(BufferedImage image, boolean grey) {
    int width = image.getWidth();
    int height = image.getHeight();
    boolean greyFile =
        image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !(image.getColorModel() instanceof IndexColorModel);
    List<float[]> planes = new ArrayList<>();
    for (int c = 0; c < (grey ? 1 : 3); c++) {
      planes.add(new float[width * height]);
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float[] rgb = greyFile ? samples(image, x, y) : onPaper(image.getRGB(x, y));
        int at = y * width + x;
        if (grey) {
          planes.get(0)[at] = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
        } else {
          for (int c = 0; c < 3; c++) {
            planes.get(c)[at] = rgb[c];
          }
        }
      }
    }
    return new Planes(width, height, planes);
  }

  /** Grey files as stored: Java takes them for linear light, and getRGB would brighten them. */
  private static float[] samples(BufferedImage image, int x, int y) {
    Raster raster = image.getRaster();
    float value = raster.getSample(x, y, 0) / largest(raster, 0);
    if (raster.getNumBands() > 1) {
      float alpha = raster.getSample(x, y, 1) / largest(raster, 1);
      value = alpha * value + (1 - alpha);
    }
    return new float[] {value, value, value};
  }

  private static float largest(Raster raster, int band) {
    return (1 << raster.getSampleModel().getSampleSize(band)) - 1;
  }

  private static float[] onPaper(int argb) {
    float alpha = (argb >>> 24) / 255f;
    float[] rgb = new float[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = alpha * ((argb >> (16 - 8 * c) & 0xff) / 255f) + (1 - alpha);
    }
    return rgb;
  }

  /** One channel alone. */
  Planes only(int channel) {
    return new Planes(width, height, List.of(channels.get(channel)));
  }

  Planes inverted() {
    List<float[]> inverted = new ArrayList<>();
    for (float[] plane : channels) {
      float[] copy = plane.clone();
      for (int i = 0; i < copy.length; i++) {
        copy[i] = 1 - copy[i];
      }
      inverted.add(copy);
    }
    return new Planes(width, height, inverted);
  }

  /** Median of the first channel's outermost pixels: the background, mostly. */
  float borderMedian() {
    float[] plane = channels.get(0);
    float[] border = new float[2 * width + 2 * height];
    int n = 0;
    for (int x = 0; x < width; x++) {
      border[n++] = plane[x];
      border[n++] = plane[(height - 1) * width + x];
    }
    for (int y = 0; y < height; y++) {
      border[n++] = plane[y * width];
      border[n++] = plane[y * width + width - 1];
    }
    Arrays.sort(border);
    return border[n / 2];
  }
}

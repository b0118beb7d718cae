package dev.omnivae.data.caption;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What captions tell of grey pictures, bright on black.
 *
 * <pre>{@code
 * thickness = 2 sum p / sum |grad p|        area over half the outline: the width of a stroke
 * slant     = -mu_xy / mu_yy                x shift per row upwards, by the moments of the ink
 * tone      = mean of p over p > 0.1
 * width     = sqrt(mu_xx)                   spread across, in pixels
 * }</pre>
 */
public final class Measures {
  private static final double INK = 0.1;

  private Measures() {}

  /** Thickness and slant of strokes, by sample. */
  public static Map<String, float[]> strokes(byte[] pixels, int samples, int height, int width) {
    float[] thickness = new float[samples];
    float[] slant = new float[samples];
    IntStream.range(0, samples)
        .parallel()
        .forEach(
            i -> {
              Moments moments = Moments.of(pixels, i * height * width, height, width);
              thickness[i] =
                  (float) (2 * moments.mass / Math.max(1, outline(pixels, i, height, width)));
              slant[i] = (float) (-moments.xy / Math.max(1e-3, moments.yy));
            });
    Map<String, float[]> measured = new LinkedHashMap<>();
    measured.put("thickness", thickness);
    measured.put("slant", slant);
    return measured;
  }

  /** Tone and width of clothes, by sample. */
  public static Map<String, float[]> clothes(byte[] pixels, int samples, int height, int width) {
    float[] tone = new float[samples];
    float[] across = new float[samples];
    IntStream.range(0, samples)
        .parallel()
        .forEach(
            i -> {
              Moments moments = Moments.of(pixels, i * height * width, height, width);
              tone[i] = (float) tone(pixels, i * height * width, height * width);
              across[i] = (float) Math.sqrt(moments.xx);
            });
    Map<String, float[]> measured = new LinkedHashMap<>();
    measured.put("tone", tone);
    measured.put("width", across);
    return measured;
  }

  private static double tone(byte[] pixels, int offset, int elements) {
    double sum = 0;
    int inked = 0;
    for (int i = offset; i < offset + elements; i++) {
      double p = (pixels[i] & 0xff) / 255.0;
      if (p > INK) {
        sum += p;
        inked++;
      }
    }
    return sum / Math.max(1, inked);
  }

  /** Total variation: of a shape of one brightness, its outline. */
  private static double outline(byte[] pixels, int sample, int height, int width) {
    int offset = sample * height * width;
    double sum = 0;
    for (int y = 0; y < height - 1; y++) {
      for (int x = 0; x < width - 1; x++) {
        int at = offset + y * width + x;
        double p = (pixels[at] & 0xff) / 255.0;
        double right = (pixels[at + 1] & 0xff) / 255.0 - p;
        double below = (pixels[at + width] & 0xff) / 255.0 - p;
        sum += Math.sqrt(right * right + below * below);
      }
    }
    return sum;
  }

  /** Mass and central second moments of the ink, y downwards. */
  private record Moments(double mass, double xx, double xy, double yy) {
    static Moments of(byte[] pixels, int offset, int height, int width) {
      double mass = 0;
      double sumX = 0;
      double sumY = 0;
      double sumXx = 0;
      double sumXy = 0;
      double sumYy = 0;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double p = (pixels[offset + y * width + x] & 0xff) / 255.0;
          mass += p;
          sumX += p * x;
          sumY += p * y;
          sumXx += p * x * x;
          sumXy += p * x * y;
          sumYy += p * y * y;
        }
      }
      double all = Math.max(1e-9, mass);
      double meanX = sumX / all;
      double meanY = sumY / all;
      return new Moments(
          mass,
          Math.max(0, sumXx / all - meanX * meanX),
          sumXy / all - meanX * meanY,
          Math.max(0, sumYy / all - meanY * meanY));
    }
  }
}

package dev.omnivae.data.generate;

import dev.omnivae.data.format.PngFile;
import java.util.List;
import java.util.stream.Stream;

/**
 * Five colour pictures for digits to stand on where there are no photographs: wood, clouds, plaid,
 * pebbles, lights at night. They differ as photographs do, in colour and in the size of their
 * detail, and vary within.
 */
public final class Textures {
  static final int SIZE = 256;
  private static final long SEED = 5;

  /** How a texture looks at a place: red, green, blue in [0, 1]. */
  private enum Texture {
    WOOD {
      @Override
      double[] at(double x, double y) {
        double bend = 30 * smooth(0, x / 90, y / 300);
        double ring = 0.5 + 0.5 * Math.sin((x + bend) / 4.5 + 3 * fractal(1, x / 60, y / 200));
        double grain = 0.85 + 0.3 * smooth(2, x / 1.5, y / 30);
        double light = (0.45 + 0.4 * ring) * grain;
        return new double[] {light, 0.62 * light, 0.33 * light};
      }
    },
    CLOUDS {
      @Override
      double[] at(double x, double y) {
        double white = sharpened(fractal(3, x / 70, y / 50));
        return new double[] {0.25 + 0.7 * white, 0.45 + 0.5 * white, 0.85 + 0.12 * white};
      }
    },
    PLAID {
      @Override
      double[] at(double x, double y) {
        double weave = 0.88 + 0.12 * Math.sin(Math.PI * (x + y) / 2);
        double red = 0.25 + 0.6 * stripes(x, 37, 4) * 0.6 + 0.3 * stripes(y, 37, 5);
        double green = 0.12 + 0.4 * stripes(x, 23, 6) * stripes(y, 29, 7);
        double blue = 0.15 + 0.25 * stripes(y, 41, 8);
        return new double[] {red * weave, green * weave, blue * weave};
      }
    },
    PEBBLES {
      @Override
      double[] at(double x, double y) {
        double nearest = 9;
        double second = 9;
        double tone = 0;
        int column = (int) Math.floor(x / 13);
        int row = (int) Math.floor(y / 13);
        for (int i = column - 1; i <= column + 1; i++) {
          for (int j = row - 1; j <= row + 1; j++) {
            double dx = x / 13 - i - hash(9, i, j);
            double dy = y / 13 - j - hash(10, i, j);
            double distance = Math.sqrt(dx * dx + dy * dy);
            if (distance < nearest) {
              second = nearest;
              nearest = distance;
              tone = hash(11, i, j);
            } else {
              second = Math.min(second, distance);
            }
          }
        }
        double edge = Math.min(1, 4 * (second - nearest));
        double light = edge * (0.35 + 0.5 * tone) * (1.1 - 0.5 * nearest);
        return new double[] {light, (0.85 + 0.15 * tone) * light, (0.65 + 0.4 * tone) * light};
      }
    },
    LIGHTS {
      @Override
      double[] at(double x, double y) {
        double[] colour = {0.03, 0.04, 0.1};
        int column = (int) Math.floor(x / 17);
        int row = (int) Math.floor(y / 17);
        for (int i = column - 1; i <= column + 1; i++) {
          for (int j = row - 1; j <= row + 1; j++) {
            double dx = x / 17 - i - hash(12, i, j);
            double dy = y / 17 - j - hash(13, i, j);
            double glow = Math.exp(-(dx * dx + dy * dy) / (0.01 + 0.09 * hash(14, i, j)));
            double hue = 2 * Math.PI * hash(15, i, j);
            for (int c = 0; c < 3; c++) {
              colour[c] += glow * (0.55 + 0.45 * Math.cos(hue + 2 * Math.PI * c / 3));
            }
          }
        }
        return colour;
      }
    };

    abstract double[] at(double x, double y);
  }

  private Textures() {}

  /** All of them, the same on every machine. */
  public static List<PngFile.Planes> all() {
    return Stream.of(Texture.values()).map(Textures::drawn).toList();
  }

  private static PngFile.Planes drawn(Texture texture) {
    int plane = SIZE * SIZE;
    byte[] pixels = new byte[3 * plane];
    for (int i = 0; i < plane; i++) {
      int row = i / SIZE;
      double[] colour = texture.at(i % SIZE, row);
      for (int c = 0; c < 3; c++) {
        pixels[c * plane + i] = (byte) Math.round(255 * Math.max(0, Math.min(1, colour[c])));
      }
    }
    return new PngFile.Planes(3, SIZE, SIZE, pixels);
  }

  /** Stripes of random lightness and one width. */
  private static double stripes(double at, double width, int stream) {
    double here = at / (width / 4);
    return hash(stream, (int) Math.floor(here) % 8, 0);
  }

  /** Four octaves of smooth noise, in [0, 1]. */
  private static double fractal(int stream, double x, double y) {
    double sum = 0;
    double weight = 0.5;
    for (int octave = 0; octave < 4; octave++) {
      sum += weight * smooth(stream + 20 * octave, x * (1 << octave), y * (1 << octave));
      weight /= 2;
    }
    return sum / 0.9375;
  }

  private static double sharpened(double value) {
    double t = Math.max(0, Math.min(1, (value - 0.3) / 0.4));
    return t * t * (3 - 2 * t);
  }

  /** A lattice of random values, interpolated. */
  private static double smooth(int stream, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double fx = sharp(x - left);
    double fy = sharp(y - top);
    double above = (1 - fx) * hash(stream, left, top) + fx * hash(stream, left + 1, top);
    double below = (1 - fx) * hash(stream, left, top + 1) + fx * hash(stream, left + 1, top + 1);
    return (1 - fy) * above + fy * below;
  }

  private static double sharp(double t) {
    return t * t * (3 - 2 * t);
  }

  /** A random number in [0, 1) of a place of a lattice. */
  private static double hash(int stream, int x, int y) {
    long mixed = Dice.mix(Dice.mix(Dice.mix(SEED + stream) + x) + y);
    return (mixed >>> 11) * 0x1.0p-53;
  }
}

package dev.omnivae.data.generate;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.data.store.Images;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * White shapes on black whose five factors are drawn independently: what a disentangled code has a
 * dimension of its own for. After the dSprites of Matthey et al. 2017, with rotations by less than
 * 45° so that every shape tells its own.
 */
public final class Shapes {
  public static final Modality MODALITY = Modality.image("shapes", 1, 32, 32);

  /** By label. */
  public static final List<String> CLASSES = List.of("ellipse", "square", "heart");

  private static final int SIZE = 32;

  /** Points looked at along each side of a pixel. */
  private static final int FINE = 4;

  private static final int LARGEST = 8;

  private Shapes() {}

  /** What a picture shows: centre and size in pixels, rotation in radians. */
  private record Shape(int kind, double scale, double rotation, double x, double y) {
    static Shape of(Dice dice, int index) {
      return new Shape(
          index % CLASSES.size(),
          dice.uniform(0.5, 1),
          dice.uniform(-Math.PI / 4, Math.PI / 4),
          dice.uniform(10, SIZE - 10),
          dice.uniform(10, SIZE - 10));
    }

    boolean covers(double px, double py) {
      double dx = (px - x) / (scale * LARGEST);
      double dy = (py - y) / (scale * LARGEST);
      double u = Math.cos(rotation) * dx + Math.sin(rotation) * dy;
      double v = Math.cos(rotation) * dy - Math.sin(rotation) * dx;
      return switch (kind) {
        case 0 -> u * u + 4 * v * v <= 1;
        case 1 -> Math.max(Math.abs(u), Math.abs(v)) <= 0.7;
        default -> heart(1.2 * u, 0.25 - 1.2 * v); // its mass in the middle
      };
    }

    /** (u² + v² - 1)³ ≤ u² v³, upright. */
    private static boolean heart(double u, double v) {
      double circle = u * u + v * v - 1;
      return circle * circle * circle <= u * u * v * v * v;
    }
  }

  /**
   * Draws a split; sample i does not depend on how many there are.
   *
   * @param stream names the split
   */
  public static Images draw(long seed, String stream, int samples) {
    Shape[] shapes = new Shape[samples];
    byte[] pixels = new byte[Math.multiplyExact(samples, SIZE * SIZE)];
    IntStream.range(0, samples)
        .parallel()
        .forEach(
            i -> {
              shapes[i] = Shape.of(Dice.of(seed, "shapes/" + stream, i), i);
              paint(shapes[i], pixels, i * SIZE * SIZE);
            });
    Map<String, float[]> factors = new LinkedHashMap<>();
    factors.put("scale", values(shapes, Shape::scale));
    factors.put("rotation", values(shapes, Shape::rotation));
    factors.put("x", values(shapes, Shape::x));
    factors.put("y", values(shapes, Shape::y));
    int[] labels = IntStream.range(0, samples).map(i -> shapes[i].kind()).toArray();
    return Images.of(MODALITY, pixels, labels, factors);
  }

  private static void paint(Shape shape, byte[] pixels, int at) {
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        int covered = 0;
        for (int down = 0; down < FINE; down++) {
          for (int along = 0; along < FINE; along++) {
            double px = column + (along + 0.5) / FINE;
            double py = row + (down + 0.5) / FINE;
            covered += shape.covers(px, py) ? 1 : 0;
          }
        }
        pixels[at + row * SIZE + column] = (byte) (255 * covered / (FINE * FINE));
      }
    }
  }

  private static float[] values(Shape[] shapes, ToDoubleFunction<Shape> factor) {
    float[] values = new float[shapes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) factor.applyAsDouble(shapes[i]);
    }
    return values;
  }
}

package dev.omnivae.eval.figure;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A picture of what is to be small against what is to be large: points with the intervals of the
 * second, and the line of those that no other point beats in both.
 */
public final class TradeOff {
  private TradeOff() {}

  /**
   * One point.
   *
   * @param x lower is better
   * @param y higher is better
   * @param halfWidth of the interval of y; NaN for none
   */
  public record Point(String name, double x, double y, double halfWidth) {}

  /** Points that no other is at least as good as in both and better in one, by x. */
  static List<Point> front(List<Point> points) {
    return points.stream()
        .filter(point -> points.stream().noneMatch(other -> beats(other, point)))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }

  private static boolean beats(Point one, Point other) {
    return one.x <= other.x && one.y >= other.y && (one.x < other.x || one.y > other.y);
  }

  /** Writes the picture. */
  public static void write(
      String title, String xTitle, String yTitle, List<Point> points, Path path) {
    Charts.points(title, xTitle, yTitle, points, front(points)).write(path);
  }
}

package dev.omnivae.data.generate;

import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The courses a pen takes to write each digit, in a box of 100 by 100 with y downwards.
 *
 * <p>Handwritten: {@code x,y} points joined by a smooth curve (Catmull-Rom); {@code !} makes the
 * point before it a corner; {@code ;} lifts the pen.
 */
final class Skeletons {
  /** One way to write a digit: strokes of smooth pieces of points. */
  record Skeleton(List<List<double[]>> strokes) {
    /** The strokes as fine polylines, their points moved a little. */
    List<Polyline> jittered(Dice dice, double deviation) {
      List<Polyline> lines = new ArrayList<>();
      for (List<double[]> piece : strokes) {
        double[] joint = lines.isEmpty() ? new double[0] : last(lines);
        List<double[]> moved = new ArrayList<>();
        for (int i = 0; i < piece.size(); i++) {
          double[] p = piece.get(i);
          // A piece that begins where the last one ended (a corner) begins at the moved point.
          boolean corner = i == 0 && p.length == 3 && joint.length == 2;
          moved.add(
              corner
                  ? joint
                  : new double[] {dice.normal(p[0], deviation), dice.normal(p[1], deviation)});
        }
        lines.add(smooth(moved));
      }
      return lines;
    }

    private static double[] last(List<Polyline> lines) {
      Polyline line = lines.get(lines.size() - 1);
      return new double[] {line.x(line.points() - 1), line.y(line.points() - 1)};
    }
  }

  /** By digit, then by style. */
  static final List<List<Skeleton>> HANDWRITTEN =
      written(
          List.of(
              "55,3 30,10 18,35 17,65 30,92 52,97 72,82 80,50 74,18 55,3 46,5",
              "60,5 40,12 28,40 26,72 38,95 55,95 68,72 73,40 68,12 58,4 50,8",
              "50,8 20,20 8,50 18,82 50,95 82,82 92,50 80,18 52,8 40,12"),
          List.of(
              "50,2 50,98", "32,22 52,3 ! 50,98", "30,24 52,4 ! 52,97 ; 30,97 74,97", "58,2 44,98"),
          List.of(
              "18,25 28,8 52,2 74,14 76,34 58,58 20,95 ! 82,95",
              "16,28 30,6 58,2 78,20 70,45 45,72 22,92 14,86 24,78 45,88 64,97 86,90",
              "20,18 45,4 72,12 76,32 62,52 38,72 18,96 ! 50,90 84,96"),
          List.of(
              "20,14 45,2 72,12 72,32 46,46 ! 76,56 80,78 56,97 18,88",
              "18,5 76,5 ! 44,40 ! 74,52 80,76 58,96 18,88",
              "22,18 48,3 70,18 58,42 42,47 66,52 80,74 58,96 20,86"),
          List.of(
              "28,4 16,52 ! 80,50 ; 66,6 62,98",
              "62,4 12,66 ! 86,64 ; 62,4 60,98",
              "24,6 18,40 30,56 60,52 76,44 ; 74,4 68,50 64,98"),
          List.of(
              "28,6 24,44 ! 50,36 76,50 78,76 56,96 18,90 ; 28,6 78,4",
              "78,5 30,7 ! 24,42 ! 52,38 78,54 76,80 50,97 16,88",
              "78,6 42,8 28,22 34,42 62,52 76,72 60,94 22,92"),
          List.of(
              "66,4 38,22 20,58 26,88 52,97 74,82 72,60 50,52 26,66",
              "56,2 30,30 20,68 34,96 62,94 74,74 58,56 34,62 22,76",
              "48,2 26,45 22,76 40,97 68,90 74,68 54,54 28,66"),
          List.of(
              "14,8 82,6 ! 54,52 40,98",
              "14,10 80,8 ! 56,50 42,98 ; 28,52 74,48",
              "16,24 18,8 ! 80,8 ! 58,46 46,97",
              "14,14 40,6 78,10 ! 60,40 48,97"),
          List.of(
              "70,16 46,3 26,16 34,36 58,50 76,70 68,92 46,98 24,88 24,68 46,50 66,36 72,18 60,6",
              "50,48 26,38 26,14 50,3 74,14 74,38 50,48 22,62 20,86 50,98 80,86 78,62 50,48",
              "64,8 36,6 30,26 52,46 72,68 60,94 34,94 26,72 46,50 70,24 64,8"),
          List.of(
              "74,20 54,4 28,12 22,36 42,48 66,38 74,18 ! 72,50 66,98",
              "72,22 50,4 26,18 28,42 52,48 72,30 74,16 74,60 58,92 30,94",
              "70,10 44,6 26,26 38,46 62,40 72,14 ! 62,60 52,98"));

  private Skeletons() {}

  @SafeVarargs
  private static List<List<Skeleton>> written(List<String>... digits) {
    List<List<Skeleton>> all = new ArrayList<>();
    for (List<String> styles : digits) {
      all.add(styles.stream().map(Skeletons::parse).toList());
    }
    return List.copyOf(all);
  }

  private static Skeleton parse(String text) {
    List<List<double[]>> pieces = new ArrayList<>();
    for (String stroke : text.split(";")) {
      List<double[]> piece = new ArrayList<>();
      for (String token : stroke.trim().split(" +")) {
        if (token.equals("!")) {
          pieces.add(piece);
          double[] corner = piece.get(piece.size() - 1);
          piece = new ArrayList<>();
          piece.add(new double[] {corner[0], corner[1], 1});
        } else {
          String[] xy = token.split(",");
          piece.add(new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])});
        }
      }
      pieces.add(piece);
    }
    return new Skeleton(pieces);
  }

  /** A Catmull-Rom curve through the points: its Bezier handles are sixths of the chords. */
  static Polyline smooth(List<double[]> points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points.get(0)[0], points.get(0)[1]);
    for (int i = 1; i < points.size(); i++) {
      double[] before = points.get(Math.max(0, i - 2));
      double[] from = points.get(i - 1);
      double[] to = points.get(i);
      double[] after = points.get(Math.min(points.size() - 1, i + 1));
      path.curveTo(
          from[0] + (to[0] - before[0]) / 6,
          from[1] + (to[1] - before[1]) / 6,
          to[0] - (after[0] - from[0]) / 6,
          to[1] - (after[1] - from[1]) / 6,
          to[0],
          to[1]);
    }
    return Polyline.of(path).get(0);
  }
}

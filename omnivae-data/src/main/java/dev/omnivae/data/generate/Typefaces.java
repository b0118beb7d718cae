package dev.omnivae.data.generate;

import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * Printed digits as stroke courses in a box 60 wide and 100 high: {@code M x y}, {@code L x y},
 * {@code C} with two handles, {@code Z}, as in an SVG path.
 */
final class Typefaces {
  private static final String SIX =
      "M 54 12 C 48 3 40 0 32 0 C 10 0 0 24 0 58 C 0 86 12 100 31 100 C 48 100 60 88 60 68 C 60 50"
          + " 48 38 32 38 C 14 38 2 50 0 62";
  private static final String STRAIGHT_SIX =
      "M 44 0 C 22 28 0 48 0 70 C 0 88 12 100 30 100 C 48 100 60 88 60 70 C 60 52 48 42 30 42 C 14"
          + " 42 4 52 0 66";
  private static final String BLOCK_SIX =
      "M 56 0 L 8 0 L 0 8 L 0 92 L 8 100 L 52 100 L 60 92 L 60 56 L 52 48 L 0 48";
  private static final String TWO =
      "M 3 28 C 3 10 14 0 30 0 C 47 0 58 11 58 28 C 58 46 42 56 2 100 L 60 100";
  private static final String THREE =
      "M 4 14 C 10 4 18 0 30 0 C 46 0 56 10 56 25 C 56 40 46 48 24 48 C 48 48 60 58 60 74 C 60 90"
          + " 48 100 30 100 C 14 100 4 94 0 80";
  private static final String FIVE =
      "M 54 0 L 12 0 L 6 46 C 14 38 22 35 32 35 C 50 35 60 48 60 67 C 60 87 48 100 29 100 C 14 100"
          + " 4 93 0 80";
  private static final String EIGHT =
      "M 30 0 C 46 0 55 10 55 24 C 55 38 46 47 30 47 C 14 47 5 38 5 24 C 5 10 14 0 30 0 Z M 30 47 C"
          + " 48 47 60 58 60 73 C 60 89 48 100 30 100 C 12 100 0 89 0 73 C 0 58 12 47 30 47 Z";

  /** By typeface, then by digit, the courses of the pen. */
  static final List<List<List<Polyline>>> ALL =
      List.of(
          // Grotesque.
          face(
              "M 30 0 C 48 0 60 18 60 50 C 60 82 48 100 30 100 C 12 100 0 82 0 50 C 0 18 12 0 30 0 Z",
              "M 12 20 L 34 0 L 34 100",
              TWO,
              THREE,
              "M 44 100 L 44 0 L 0 68 L 60 68",
              FIVE,
              SIX,
              "M 0 0 L 60 0 L 22 100",
              EIGHT),
          // Rounded, with other forms of 1, 3, 4, 6, 7, 9.
          face(
              "M 30 0 C 52 0 60 10 60 30 L 60 70 C 60 90 52 100 30 100 C 8 100 0 90 0 70 L 0 30 C 0 10"
                  + " 8 0 30 0 Z",
              "M 30 0 L 30 100",
              TWO,
              "M 4 0 L 56 0 L 28 40 C 48 40 60 52 60 70 C 60 90 46 100 29 100 C 14 100 4 94 0 82",
              "M 34 0 L 0 64 L 60 64 M 46 34 L 46 100",
              FIVE,
              STRAIGHT_SIX,
              "M 0 0 L 60 0 C 40 30 28 60 24 100",
              EIGHT),
          // Cut from sheet metal.
          face(
              "M 10 0 L 50 0 L 60 10 L 60 90 L 50 100 L 10 100 L 0 90 L 0 10 Z",
              "M 12 14 L 32 0 L 32 100",
              "M 0 14 L 0 8 L 8 0 L 52 0 L 60 8 L 60 42 L 0 100 L 60 100",
              "M 0 0 L 52 0 L 60 8 L 60 42 L 52 50 L 14 50 M 52 50 L 60 58 L 60 92 L 52 100 L 0 100",
              "M 4 0 L 0 60 L 60 60 M 46 24 L 46 100",
              "M 60 0 L 0 0 L 0 46 L 52 46 L 60 54 L 60 92 L 52 100 L 0 100",
              BLOCK_SIX,
              "M 0 0 L 60 0 L 60 14 L 26 100",
              "M 8 0 L 52 0 L 60 8 L 60 40 L 52 49 L 8 49 L 0 40 L 0 8 Z M 8 49 L 52 49 L 60 58 L 60"
                  + " 92 L 52 100 L 8 100 L 0 92 L 0 58 Z"),
          // With feet.
          face(
              "M 30 0 C 48 0 58 18 58 50 C 58 82 48 100 30 100 C 12 100 2 82 2 50 C 2 18 12 0 30 0 Z",
              "M 14 14 L 32 0 L 32 100 M 12 100 L 52 100",
              "M 4 26 C 4 10 14 0 30 0 C 47 0 56 11 56 28 C 56 46 40 60 4 100 L 56 100 L 59 84",
              THREE,
              "M 44 100 L 44 0 L 0 68 L 60 68 M 30 100 L 58 100",
              FIVE,
              SIX,
              "M 2 16 L 2 0 L 60 0 C 42 34 30 64 26 100",
              EIGHT));

  private Typefaces() {}

  /** The nine digits 0 to 8; a 9 is a 6 turned by half a turn. */
  private static List<List<Polyline>> face(String... digits) {
    List<List<Polyline>> face = new ArrayList<>();
    for (String digit : digits) {
      face.add(parse(digit));
    }
    face.add(
        face.get(6).stream()
            .map(
                line ->
                    line.map(
                        (xy, i) -> {
                          xy[i] = 60 - xy[i];
                          xy[i + 1] = 100 - xy[i + 1];
                        }))
            .toList());
    return List.copyOf(face);
  }

  private static List<Polyline> parse(String text) {
    Path2D path = new Path2D.Double();
    StringTokenizer tokens = new StringTokenizer(text);
    while (tokens.hasMoreTokens()) {
      String command = tokens.nextToken();
      switch (command) {
        case "M" -> path.moveTo(number(tokens), number(tokens));
        case "L" -> path.lineTo(number(tokens), number(tokens));
        case "C" ->
            path.curveTo(
                number(tokens),
                number(tokens),
                number(tokens),
                number(tokens),
                number(tokens),
                number(tokens));
        case "Z" -> path.closePath();
        default ->
            throw new IllegalArgumentException("path must hold M, L, C or Z, got " + command);
      }
    }
    return Polyline.of(path);
  }

  private static double number(StringTokenizer tokens) {
    return Double.parseDouble(tokens.nextToken());
  }
}

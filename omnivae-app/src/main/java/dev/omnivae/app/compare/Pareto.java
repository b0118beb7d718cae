package dev.omnivae.app.compare;

import dev.omnivae.eval.figure.TradeOff;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Coherence against quality, a point a row: {@code pareto-joint.png}, joint coherence and the
 * Frechet distance of draws from the prior, and {@code pareto-given.png}, coherence given one
 * modality and the distance of what is generated from one. Distances are means over modalities, FID
 * where it was measured. Drawn where at least two rows have both numbers.
 */
final class Pareto {
  private static final List<Kind> KINDS =
      List.of(
          new Kind("joint", "coherence.joint", "[^.>]+", "drawn from the prior"),
          new Kind("given", "coherence.given.1", "[^.>]+->[^.>]+", "generated from one other"));

  private static final List<String> DISTANCES = List.of("fid", "frechet");

  private Pareto() {}

  /**
   * One picture.
   *
   * @param coherence key of the vertical axis
   * @param images pattern of what follows the distance's name in a key
   * @param words what the images are
   */
  private record Kind(String name, String coherence, String images, String words) {
    Path file(Path folder) {
      return folder.resolve("pareto-" + name + ".png");
    }
  }

  /** Those that were drawn. */
  static List<Path> files(Path folder) {
    return KINDS.stream().map(kind -> kind.file(folder)).filter(Files::isRegularFile).toList();
  }

  /** Writes what can be drawn into a folder. */
  static void write(Map<String, List<Map<String, Double>>> runs, Path folder) {
    for (Kind kind : KINDS) {
      for (String distance : DISTANCES) {
        List<TradeOff.Point> points = points(runs, kind, distance);
        if (points.size() > 1) {
          TradeOff.write(
              "Coherence and quality of images " + kind.words,
              (distance.equals("fid") ? "FID" : "Frechet distance") + " (lower is better)",
              kind.coherence + " (higher is better)",
              points,
              kind.file(folder));
          break;
        }
      }
    }
  }

  private static List<TradeOff.Point> points(
      Map<String, List<Map<String, Double>>> runs, Kind kind, String distance) {
    String pattern = distance + "\\." + kind.images;
    List<TradeOff.Point> points = new ArrayList<>();
    Table table = new Table(List.of(kind.coherence), runs, Map.of());
    runs.forEach(
        (name, seeds) -> {
          double x =
              seeds.stream()
                  .flatMap(seed -> seed.entrySet().stream())
                  .filter(entry -> entry.getKey().matches(pattern))
                  .mapToDouble(Map.Entry::getValue)
                  .average()
                  .orElse(Double.NaN);
          Spread y = table.cell(name, kind.coherence);
          if (!Double.isNaN(x) && y.count() > 0) {
            points.add(new TradeOff.Point(name, x, y.mean(), y.halfWidth()));
          }
        });
    return points;
  }
}

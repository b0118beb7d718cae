package dev.omnivae.app.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.run.Json;
import dev.omnivae.eval.consistency.Score;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A judged pair.
 *
 * @param scores by {@link Score#key}
 * @param probability calibrated, that both belong together
 * @param threshold the least probability that is a yes
 * @param disagree attributes that the image shows the other way round, with the probability the
 *     model gives each for the image; empty for texts
 * @param unknown words of a text that the model never saw
 */
public record Answer(
    Map<String, Double> scores,
    double probability,
    double threshold,
    Map<String, Double> disagree,
    List<String> unknown) {
  /** Columns a table gets. */
  static final List<String> COLUMNS = columns();

  private static List<String> columns() {
    List<String> all = new java.util.ArrayList<>(List.of("score"));
    Score.keys().stream().filter(key -> !key.equals(Score.PUBLISHED.key())).forEach(all::add);
    all.addAll(List.of("probability", "verdict", "disagree"));
    return List.copyOf(all);
  }

  public boolean belongs() {
    return probability >= threshold;
  }

  /** In words. */
  public String verdict() {
    return belongs() ? "belongs" : "does not belong";
  }

  /** The published score. */
  public double score() {
    return scores.getOrDefault(Score.PUBLISHED.key(), Double.NaN);
  }

  /** Cells by {@link #COLUMNS}. */
  Map<String, String> cells() {
    Map<String, String> cells = new TreeMap<>();
    scores.forEach((key, value) -> cells.put(key, number(value)));
    cells.put("score", number(score()));
    cells.put("probability", number(probability));
    cells.put("verdict", verdict());
    cells.put("disagree", String.join(" ", disagree.keySet()));
    return cells;
  }

  /** For machines. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("verdict", verdict());
    json.put("probability", probability);
    json.put("threshold", threshold);
    json.put("score", score());
    json.set("scores", Json.numbers(scores));
    json.set("disagree", Json.numbers(disagree));
    json.set("unknown", Json.tree(unknown));
    return json;
  }

  /** For people. */
  public String lines() {
    String lines =
        "%s: probability %s (yes from %s)%n%s"
            .formatted(
                verdict(),
                number(probability),
                number(threshold),
                scores.entrySet().stream()
                    .map(e -> e.getKey() + " " + number(e.getValue()))
                    .collect(Collectors.joining(", ")));
    return disagree.isEmpty()
        ? lines
        : lines
            + "%ndisagree: %s"
                .formatted(
                    disagree.entrySet().stream()
                        .map(e -> "%s (image says %s)".formatted(e.getKey(), number(e.getValue())))
                        .collect(Collectors.joining(", ")));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}

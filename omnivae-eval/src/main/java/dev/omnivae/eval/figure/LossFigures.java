package dev.omnivae.eval.figure;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Curves of {@code metrics.jsonl}: the loss of both splits, and each term of it. */
final class LossFigures {
  /** Part of the points at the start that may lie outside the picture. */
  private static final double WARM_UP = 0.03;

  private LossFigures() {}

  /** A point of a curve; not a number between two phases, where the loss becomes another one. */
  private record Point(double step, double value, String phase) {}

  /** Writes the curves there are points for. */
  static List<Figure> write(Path log, Path folder) {
    if (!Files.isRegularFile(log) || !Lettering.available()) {
      return List.of();
    }
    Map<String, List<Point>> losses = new LinkedHashMap<>();
    Map<String, Map<String, List<Point>>> terms = new LinkedHashMap<>();
    Map<String, Double> begins = new LinkedHashMap<>(); // of every phase, a step
    read(log, losses, terms, begins);
    terms.values().removeIf(LossFigures::nothing); // the KL of an autoencoder
    List<Figure> figures = new ArrayList<>();
    if (!losses.isEmpty()) {
      draw("Loss", losses, begins, folder.resolve("loss.png"));
      figures.add(
          new Figure(
              "loss.png",
              Figure.Section.CURVES,
              "Loss",
              "What training minimises, in nats per example as the objective weighs them, on the"
                  + " training and the validation split."));
    }
    if (terms.size() > 1) {
      terms.forEach(
          (name, curves) -> {
            String file = "term-" + name.replaceAll("[^A-Za-z0-9_-]", "-") + ".png";
            draw("Term " + name, curves, begins, folder.resolve(file));
            figures.add(
                new Figure(
                    file,
                    Figure.Section.CURVES,
                    "Term " + name,
                    "This part of the loss before its weight, in nats per example."));
          });
    }
    return figures;
  }

  private static boolean nothing(Map<String, List<Point>> curves) {
    return curves.values().stream()
        .flatMap(List::stream)
        .noneMatch(point -> point.value != 0 && !Double.isNaN(point.value));
  }

  private static void read(
      Path log,
      Map<String, List<Point>> losses,
      Map<String, Map<String, List<Point>>> terms,
      Map<String, Double> begins) {
    double[] before = {0};
    MetricsLines.forEach(
        log,
        point -> {
          double step = point.path("step").asDouble();
          String phase = point.path("phase").asText("");
          begins.putIfAbsent(phase, before[0]);
          before[0] = step;
          String split = point.path("split").asText("train");
          put(losses, split, step, phase, point.path("loss"));
          point
              .path("terms")
              .properties()
              .forEach(
                  term ->
                      put(
                          terms.computeIfAbsent(term.getKey(), name -> new LinkedHashMap<>()),
                          split,
                          step,
                          phase,
                          term.getValue()));
        });
  }

  private static void put(
      Map<String, List<Point>> series, String name, double step, String phase, JsonNode value) {
    if (value.isNumber()) {
      List<Point> points = series.computeIfAbsent(name, n -> new ArrayList<>());
      if (!points.isEmpty() && !points.get(points.size() - 1).phase.equals(phase)) {
        points.add(new Point(step, Double.NaN, phase));
      }
      points.add(new Point(step, value.asDouble(), phase));
    }
  }

  private static void draw(
      String title, Map<String, List<Point>> series, Map<String, Double> begins, Path path) {
    Map<String, Charts.Line> lines = new LinkedHashMap<>();
    series.forEach(
        (name, points) ->
            lines.put(
                name,
                new Charts.Line(
                    points.stream().map(Point::step).toList(),
                    points.stream().map(Point::value).toList())));
    Charts chart = Charts.lines(title, "step", "nats", lines);
    double last =
        series.values().stream().flatMap(List::stream).mapToDouble(Point::step).max().orElse(0);
    double[] settled =
        series.values().stream()
            .flatMap(List::stream)
            .filter(point -> point.step >= WARM_UP * last)
            .mapToDouble(Point::value)
            .filter(Double::isFinite)
            .toArray();
    double low = Arrays.stream(settled).min().orElse(0);
    double high = Arrays.stream(settled).max().orElse(0);
    if (high > low) {
      double room = 0.05 * (high - low);
      chart.between(low - room, high + room);
      if (begins.size() > 1) {
        begins.forEach(
            (name, step) -> {
              if (step < last) {
                chart.mark(name, step, last, high + room);
              }
            });
      }
    }
    chart.write(path);
  }
}

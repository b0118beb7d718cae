package dev.omnivae.eval.figure;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Curves of what {@code training.log: full} wrote: layers, parameters, latent dimensions. None of a
 * run that logged plainly.
 */
final class LayerFigures {
  private static final String PREFIX = "modality.";

  /** Points of one line, in the order of steps. */
  private record Points(List<Double> steps, List<Double> values) {}

  private final Map<String, Map<String, Points>> charts = new LinkedHashMap<>();

  private LayerFigures() {}

  /** Writes the curves there are points for. */
  static List<Figure> write(Path log, Path folder) {
    if (!Files.isRegularFile(log) || !Lettering.available()) {
      return List.of();
    }
    LayerFigures read = new LayerFigures();
    MetricsLines.forEach(log, read::add);
    List<Figure> figures = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      read.charts.forEach(
          (file, lines) -> {
            if (file.startsWith(kind.file)) {
              String of = file.substring(kind.file.length()).replace('-', ' ');
              figures.add(draw(kind, of, lines, folder, file + ".png"));
            }
          });
    }
    return figures;
  }

  /** What is drawn, in this order. */
  private enum Kind {
    DEVIATION(
        "layer-deviation",
        "Spread of activations",
        "standard deviation",
        "How much what a layer gives out varies over a batch. A line that falls to zero is a layer"
            + " that no longer tells samples apart; one that grows without end will overflow."),
    MEAN("layer-mean", "Mean of activations", "mean", "Mean of what a layer gives out."),
    DEAD(
        "layer-dead",
        "Dead units",
        "share of units",
        "Units that give the same for every sample of a batch: rectified ones that are always off,"
            + " squashed ones that are always saturated. They learn nothing."),
    GRADIENT(
        "parameter-gradient",
        "Gradient norms",
        "log10 of the norm",
        "Norm of the gradient of each layer's weights. Layers far apart here learn at different"
            + " speeds."),
    UPDATE(
        "parameter-update",
        "Relative updates",
        "log10 of update over value",
        "Norm of a step over the norm of the weights it moves. Near -3 is usual; far above, weights"
            + " are rewritten, far below, they stand still."),
    KL(
        "latent-kl-",
        "KL per latent dimension",
        "nats",
        "How much each dimension of the code says, over training. One near zero is not used."),
    ACTIVE(
        "latent-active",
        "Active units",
        "dimensions",
        "Dimensions of the code whose posterior mean varies by more than 0.01 over the batch.");

    private final String file;
    private final String title;
    private final String axis;
    private final String caption;

    Kind(String file, String title, String axis, String caption) {
      this.file = file;
      this.title = title;
      this.axis = axis;
      this.caption = caption;
    }
  }

  private void add(JsonNode line) {
    double step = line.path("step").asDouble();
    line.path("layers")
        .properties()
        .forEach(
            layer -> {
              put(Kind.MEAN, layer.getKey(), step, layer.getValue().path("mean"));
              put(Kind.DEVIATION, layer.getKey(), step, layer.getValue().path("deviation"));
              put(Kind.DEAD, layer.getKey(), step, layer.getValue().path("dead"));
            });
    line.path("parameters")
        .properties()
        .forEach(
            parameter -> {
              String path = parameter.getKey();
              if (path.endsWith(".weight")) {
                JsonNode of = parameter.getValue();
                double value = of.path("value").asDouble();
                String layer = path.substring(0, path.length() - ".weight".length());
                logarithm(Kind.GRADIENT, layer, step, of.path("gradient").asDouble());
                logarithm(Kind.UPDATE, layer, step, of.path("update").asDouble() / value);
              }
            });
    line.path("latent")
        .properties()
        .forEach(
            modality -> {
              JsonNode kl = modality.getValue().path("kl");
              for (int d = 0; d < kl.size(); d++) {
                String file = Kind.KL.file + modality.getKey();
                put(file, String.valueOf(d), step, kl.get(d).asDouble());
              }
              put(Kind.ACTIVE, modality.getKey(), step, modality.getValue().path("active"));
            });
  }

  private void put(Kind kind, String name, double step, @Nullable JsonNode value) {
    if (value != null && value.isNumber()) {
      put(kind.file, shown(name), step, value.asDouble());
    }
  }

  private void logarithm(Kind kind, String name, double step, double value) {
    if (value > 0 && Double.isFinite(value)) {
      put(kind.file, shown(name), step, Math.log10(value));
    }
  }

  private void put(String file, String name, double step, double value) {
    Points points =
        charts
            .computeIfAbsent(file, f -> new LinkedHashMap<>())
            .computeIfAbsent(name, n -> new Points(new ArrayList<>(), new ArrayList<>()));
    points.steps.add(step);
    points.values.add(value);
  }

  private static String shown(String path) {
    return path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path;
  }

  /** The modality a layer belongs to. */
  private static String first(String path) {
    return path.substring(0, Math.max(0, path.indexOf('.')));
  }

  private static Figure draw(
      Kind kind, String of, Map<String, Points> lines, Path folder, String file) {
    boolean one = lines.keySet().stream().map(LayerFigures::first).distinct().count() == 1;
    Map<String, Charts.Line> drawn = new LinkedHashMap<>();
    lines.forEach(
        (name, points) ->
            drawn.put(
                one && lines.size() > 1 ? name.substring(name.indexOf('.') + 1) : name,
                new Charts.Line(points.steps, points.values)));
    String title = of.isBlank() ? kind.title : kind.title + ", " + of.strip();
    Charts.lines(title, "step", kind.axis, drawn).write(folder.resolve(file));
    return new Figure(file, Figure.Section.CURVES, title, kind.caption);
  }
}

package dev.omnivae.eval.figure;

import dev.omnivae.core.train.TrainingListener;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Listens to one training and draws its loss, with no run folder and no report:
 *
 * <pre>{@code
 * LossCurve curve = new LossCurve();
 * vae.fit(images, 20, 16, curve);
 * curve.draw()
 * }</pre>
 *
 * <p>Every point is the mean since the one before, in nats per example.
 */
public final class LossCurve implements TrainingListener {
  private static final String LOSS = "loss";
  private static final String KL = "terms.kl";

  private final List<Progress> points = new ArrayList<>();

  @Override
  public void progress(Progress progress) {
    points.add(progress);
  }

  /** The last point of the loss, in nats per example. */
  public double last() {
    return points.isEmpty() ? Double.NaN : value(points.get(points.size() - 1), LOSS);
  }

  /** The loss over steps and, where the model has one, the KL that is a part of it. */
  public BufferedImage draw() {
    Map<String, Charts.Line> lines = new LinkedHashMap<>();
    lines.put(LOSS, line(LOSS));
    Charts.Line kl = line(KL);
    if (kl.y().stream().anyMatch(nats -> nats > 0)) {
      lines.put("KL", kl);
    }
    return Charts.lines("Loss of training", "step", "nats", lines).draw();
  }

  private Charts.Line line(String term) {
    return new Charts.Line(
        points.stream().map(point -> (double) point.step()).toList(),
        points.stream().map(point -> value(point, term)).toList());
  }

  private static double value(Progress progress, String term) {
    return progress.terms().getOrDefault(term, Double.NaN);
  }
}

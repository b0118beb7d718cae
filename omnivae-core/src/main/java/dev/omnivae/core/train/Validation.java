package dev.omnivae.core.train;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.RunException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.objective.Clock;
import dev.omnivae.core.objective.Loss;
import dev.omnivae.core.objective.Step;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * The first turn's objective over all validation samples, without gradients. Every validation draws
 * the same noise, so that two differ by the weights alone.
 */
final class Validation {
  private final Samples samples;
  private final long seed;

  Validation(Samples samples, long seed) {
    this.samples = samples;
    this.seed = seed;
  }

  /**
   * Means over the samples, by name: {@code loss}, {@code bound}, terms and logged scalars.
   *
   * @throws RunException when the bound is not finite
   */
  Map<String, Double> run(Model model, Phase phase, Clock clock, Device device) {
    Turn turn = phase.turns().get(0);
    Map<String, Double> sums = new LinkedHashMap<>();
    long batchSize = phase.settings().batchSize();
    for (long from = 0; from < samples.size(); from += batchSize) {
      long count = Math.min(batchSize, samples.size() - from);
      long[] positions = new long[Math.toIntExact(count)];
      for (int i = 0; i < positions.length; i++) {
        positions[i] = from + i;
      }
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        Batch batch = samples.gather(0, positions);
        Batch placed = batch.to(device);
        Noise noise = Noise.of(seed, 0, from / batchSize).stream("validation");
        Loss loss =
            Updates.of(turn.objective(), new Step<>(model, null, placed, noise, clock, false));
        Map<String, Tensor> measured = new LinkedHashMap<>();
        measured.put("loss", Updates.total(loss, "", measured));
        measured.put("bound", loss.bound());
        loss.log().forEach((name, value) -> measured.put(Updates.LOG + name, value));
        Means means = Means.of(measured);
        double[] values = Tensors.doubles(means.values());
        for (int i = 0; i < values.length; i++) {
          sums.merge(means.names().get(i), values[i] * count, Double::sum);
        }
      }
    }
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((name, sum) -> means.put(name, sum / samples.size()));
    Double bound = means.get("bound");
    if (bound == null || !Double.isFinite(bound)) {
      throw new RunException(
          "validation bound must be finite, got %s at step %d; lower the learning rate or set"
                  .formatted(bound, clock.step())
              + " training.clip");
    }
    return means;
  }
}

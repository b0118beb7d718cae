package dev.omnivae.eval.sampler;

import dev.omnivae.core.config.RunException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.engine.WithGrad;
import dev.omnivae.core.state.ParameterGroup;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Optimizer;
import dev.omnivae.core.train.OptimizerSettings;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How the networks of samplers are fitted: Adam for a set number of steps, its rate falling to 0 as
 * half a cosine. What remains is a moving average of the weights.
 *
 * <pre>{@code a ← d a + (1 - d) θ,   d = min(0.999, (1 + step) / (10 + step))}</pre>
 *
 * @param name for what is said
 * @param steps how many
 * @param rate of learning, at first
 */
record Descent(String name, int steps, double rate) {
  private static final double DECAY = 0.999;
  private static final int WARM = 10;
  private static final int REPORTS = 4;

  /**
   * Descends.
   *
   * @param store what is fitted, changed in place
   * @param loss of a step, one number in nats
   * @param say takes a line now and then
   * @throws RunException when the loss is not finite
   */
  void inPlace(ParameterStore store, LongFunction<Tensor> loss, Consumer<String> say) {
    try (Scope whole = Scope.open();
        WithGrad on = WithGrad.open()) {
      ParameterGroup group = store.select("*");
      Optimizer adam = Optimizer.of(OptimizerSettings.DEFAULT, group.tensors());
      Tensor average = store.values().clone();
      for (int step = 0; step < steps; step++) {
        try (Scope scope = Scope.open()) {
          Tensor value = loss.apply(step);
          value.backward();
          double cosine = 0.5 * (1 + Math.cos(Math.PI * step / steps));
          adam.stepInPlace(group.takeGradients(), rate * cosine);
          followInPlace(average, store.values(), step);
          if ((step + 1) % Math.max(1, steps / REPORTS) == 0) {
            report(step + 1, Tensors.item(value), say);
          }
        }
      }
      try (NoGrad off = NoGrad.open()) {
        store.values().copy_(average);
      }
    }
  }

  /**
   * Rows drawn with replacement.
   *
   * @param from {@code (row, ...)}
   * @return {@code (count)} int64
   */
  static Tensor pick(Tensor from, long count, Noise noise) {
    Tensor u = noise.stream("rows").uniform(Tensors.scalar(0, from), count);
    return Tensors.times(u, (double) from.size(0)).to(ScalarType.Long);
  }

  private static void followInPlace(Tensor average, Tensor values, int step) {
    double decay = Math.min(DECAY, (1.0 + step) / (WARM + step));
    try (NoGrad off = NoGrad.open();
        Scalar move = new Scalar(1 - decay)) {
      average.lerp_(values, move);
    }
  }

  private void report(int step, double loss, Consumer<String> say) {
    if (!Double.isFinite(loss)) {
      throw new RunException(
          "sampler %s must be fitted to codes it can follow, got a loss of %s at step %d; leave it out"
              .formatted(name, loss, step));
    }
    say.accept(
        String.format(
            Locale.ROOT, "sampler %s: step %,d of %,d, loss %.3f", name, step, steps, loss));
  }
}

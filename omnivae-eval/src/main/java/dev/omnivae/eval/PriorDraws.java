package dev.omnivae.eval;

import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Latents;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Codes drawn where nothing is given, batch by batch, under the conditions of the split's samples
 * one after the other, for models that need some.
 */
public final class PriorDraws {
  private PriorDraws() {}

  /** Takes a batch of draws. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Tensors made inside die with the batch unless kept.
     *
     * @param codes {@code (1, batch, latent)}
     * @param conditions {@code (batch, condition)}, or null
     * @param noise the batch's own
     */
    void accept(Latents codes, @Nullable Tensor conditions, Noise noise);
  }

  /** Hands over batch after batch of so many draws, without gradients. */
  public static void forEach(Evaluation evaluation, long count, Noise noise, Visitor visitor) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    boolean conditioned = Batches.gather(samples, 0).conditions() != null;
    for (long from = 0; from < count; from += Batches.SIZE) {
      long first = from;
      long size = Math.min(Batches.SIZE, count - from);
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        Noise own = noise.stream("@" + from);
        long[] positions =
            LongStream.range(0, size).map(i -> (first + i) % samples.size()).toArray();
        Tensor conditions = conditioned ? Batches.gather(samples, positions).conditions() : null;
        visitor.accept(evaluation.model().fromPrior(size, conditions, own), conditions, own);
      }
    }
  }
}

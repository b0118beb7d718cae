package dev.omnivae.core.batch;

import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one modality.
 *
 * @param value {@code (batch, event)}; float32, pixels in [0, 1]; any filler where not available
 * @param available {@code (batch)} boolean, per sample; null when every sample has it
 * @param known {@code (batch, event)} boolean, per element (padding, holes, pixels to inpaint);
 *     null when all are known
 */
public record Observation(Tensor value, @Nullable Tensor available, @Nullable Tensor known) {
  public static Observation of(Tensor value) {
    return new Observation(value, null, null);
  }

  /**
   * The same with zeros for the value of absent samples: a NaN among the filler would poison
   * gradients even through a mask, since 0 times NaN is NaN.
   */
  public Observation cleaned() {
    if (available == null) {
      return this;
    }
    long[] perSample = new long[(int) value.dim()];
    Arrays.fill(perSample, 1);
    perSample[0] = value.size(0);
    Tensor clean = Tensors.masked(value, available.view(perSample));
    return new Observation(clean, available, known);
  }

  /** Whether no sample has it; on an accelerator this waits for the answer. */
  public boolean absent() {
    if (available == null) {
      return false;
    }
    try (Scope scope = Scope.open()) {
      return !available.any().item_bool();
    }
  }

  /** The same with a function applied to whatever tensors there are. */
  public Observation map(UnaryOperator<Tensor> f) {
    return new Observation(
        f.apply(value),
        available == null ? null : f.apply(available),
        known == null ? null : f.apply(known));
  }

  public Observation withAvailable(@Nullable Tensor mask) {
    return new Observation(value, mask, known);
  }
}

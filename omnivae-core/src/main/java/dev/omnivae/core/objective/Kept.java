package dev.omnivae.core.objective;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that go from step to step on the device, so that no step waits for them; read by the host
 * only to be saved. In float64, which a checkpoint's JSON holds exactly.
 */
final class Kept {
  private double[] start;
  private @Nullable Tensor now;

  Kept(double... start) {
    this.start = start.clone();
  }

  /**
   * The numbers, to be read and not changed.
   *
   * @param like gives the device
   * @return {@code (number)} float64
   */
  Tensor on(Tensor like) {
    Tensor known = now;
    if (known == null) {
      known = Tensors.of(start, start.length).to(like.device(), ScalarType.Double);
      known.retainReference(); // outlives the step it happens to be asked in
      now = known;
    }
    return known;
  }

  /** New numbers, {@code (number)}. */
  void set(Tensor numbers) {
    try (NoGrad off = NoGrad.open()) {
      on(numbers).copy_(numbers);
    }
  }

  /** Waits for the device. */
  double[] values() {
    Tensor known = now;
    return known == null ? start.clone() : Tensors.doubles(known);
  }

  /** Takes back what {@link #values} gave. */
  void restore(double... values) {
    start = values.clone();
    if (now != null) {
      now.close();
    }
    now = null;
  }
}

package dev.omnivae.eval.sampler;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Flow matching along straight lines, every block of the vector at a time of its own.
 *
 * <pre>{@code
 * x_t = (1 - t) ε + t x,   ε ~ N(0, I)
 * L   = E |v(x_t, t) - (x - ε)|²     over the blocks that are learnt, a mean per number
 * dx/dt = v(x_t, t)                  from noise at 0 to data at 1, by Euler's method
 * }</pre>
 *
 * <p>A block at time 1 is clean: it is looked at and not learnt. A block held at time 0 is nothing
 * but noise: it is unknown. So one velocity has the joint distribution of all blocks and every
 * conditional one. Lipman et al. 2023, "Flow Matching for Generative Modeling"; a time per modality
 * after Bounoua et al. 2024, "Multi-modal Latent Diffusion".
 */
final class FlowMatching {
  private FlowMatching() {}

  /** v(x_t, t). */
  @FunctionalInterface
  interface Velocity {
    /**
     * The velocity.
     *
     * @param x {@code (row, width)}
     * @param times of the blocks, in [0, 1]: {@code (row, block)}
     * @return {@code (row, width)}
     */
    Tensor of(Tensor x, Tensor times);
  }

  /**
   * L of some rows.
   *
   * @param x {@code (row, width)}; anything finite in blocks at time 0
   * @param times {@code (row, block)}
   * @param learnt which blocks count, {@code (row, block)} boolean
   * @param noise ε, {@code (row, width)}
   * @return one number, at least 0
   */
  static Tensor loss(
      Velocity velocity, Blocks blocks, Tensor x, Tensor times, Tensor learnt, Tensor noise) {
    Tensor t = blocks.spread(times);
    Tensor moved = noise.add(t.mul(x.sub(noise)));
    Tensor counts = blocks.spread(learnt);
    Tensor away = velocity.of(moved, times).sub(x.sub(noise)).square();
    Tensor numbers = counts.sum().to(x.scalar_type()).maximum(Tensors.scalar(1, x));
    return Tensors.masked(away, counts).sum().div(numbers);
  }

  /**
   * From noise to data, all free blocks at once.
   *
   * @param start noise, and the data themselves where given: {@code (row, width)}
   * @param given which blocks are clean and stay as they are, {@code (row, block)} boolean; null
   *     for none
   * @param steps of Euler's method
   */
  static Tensor integrate(
      Velocity velocity, Blocks blocks, Tensor start, @Nullable Tensor given, int steps) {
    try (Scope whole = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor shape = torch.ones(new long[] {start.size(0), blocks.count()}, start.options());
      Tensor held = given == null ? null : blocks.spread(given);
      Tensor x = start;
      for (int step = 0; step < steps; step++) {
        try (Scope scope = Scope.open()) {
          Tensor now = Tensors.times(shape, (double) step / steps);
          Tensor times = given == null ? now : torch.where(given, shape, now);
          Tensor next = x.add(Tensors.times(velocity.of(x, times), 1.0 / steps));
          x = scope.keep(held == null ? next : torch.where(held, start, next));
        }
      }
      return whole.keep(x);
    }
  }
}

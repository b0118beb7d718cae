package dev.omnivae.core.engine;

import org.bytedeco.pytorch.AutoGradMode;

/**
 * Gradients on until closed, also inside {@link NoGrad}: what Hamiltonian Monte Carlo and
 * inpainting need in the middle of an evaluation.
 */
public final class WithGrad implements AutoCloseable {
  private final AutoGradMode mode = new AutoGradMode(true);

  private WithGrad() {}

  public static WithGrad open() {
    return new WithGrad();
  }

  @Override
  public void close() {
    mode.close();
  }
}

package dev.omnivae.core.engine;

import org.bytedeco.pytorch.NoGradGuard;

/**
 * Gradients off until closed; inside, they can be turned on again for inpainting or Hamiltonian
 * Monte Carlo.
 */
public final class NoGrad implements AutoCloseable {
  private final NoGradGuard guard = new NoGradGuard();

  private NoGrad() {}

  public static NoGrad open() {
    return new NoGrad();
  }

  @Override
  public void close() {
    guard.close();
  }
}

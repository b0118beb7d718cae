package dev.omnivae.core.objective;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Subsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Different random subsets of at least two modalities but not all, all equally likely: what MVAE
 * adds to the joint and the unimodal terms. One choice for the whole batch.
 */
final class RandomSubsets {
  private static final long TRIES = 16;

  private RandomSubsets() {}

  /** How many there are: 2^M - M - 2. */
  static double count(int modalities) {
    return modalities < 3 ? 0 : Math.scalb(1.0, modalities) - modalities - 2;
  }

  /**
   * Draws them, on the processor, so that no accelerator is waited for.
   *
   * @param count at most {@link #count(int)}
   */
  static Subsets draw(Noise noise, int modalities, int count) {
    Noise stream = noise.stream("subsets");
    Tensor like = Tensors.zeros(ScalarType.Float, 1);
    List<List<Integer>> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      float[] u = Tensors.floats(stream.uniform(like, TRIES, modalities));
      for (int i = 0; i < TRIES && chosen.size() < count; i++) {
        List<Integer> subset = new ArrayList<>();
        for (int m = 0; m < modalities; m++) {
          if (u[i * modalities + m] < 0.5f) {
            subset.add(m);
          }
        }
        if (subset.size() > 1 && subset.size() < modalities && !chosen.contains(subset)) {
          chosen.add(subset);
        }
      }
    }
    return new Subsets(chosen);
  }
}

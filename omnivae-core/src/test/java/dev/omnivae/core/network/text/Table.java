package dev.omnivae.core.network.text;

import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A step-wise decoder of known probabilities: logits of the next token are those of the row of the
 * last token, times the code. Its state counts the steps.
 */
record Table(Tensor logits) implements StepwiseDecoder {
  /** Random logits for a vocabulary, {@code (previous, next)}. */
  static Table random(long seed, int size) {
    java.util.Random random = new java.util.Random(seed);
    double[] values = new double[size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1.5 * random.nextGaussian();
    }
    return new Table(Tensors.of(values, size, size));
  }

  @Override
  public List<Tensor> start(Tensor z) {
    return List.of(z, z.mul(z).sub(z.mul(z)));
  }

  @Override
  public Next next(Tensor previous, List<Tensor> state) {
    Tensor z = state.get(0);
    Tensor next = logits.index_select(0, previous).mul(z); // (row, vocabulary) * (row, 1)
    return new Next(next, List.of(z, Tensors.plus(state.get(1), 1)));
  }

  /** log p(next | previous, z) over what may be written. */
  double log(int previous, int next, double z, int[] allowed) {
    double[] all = Tensors.doubles(logits.select(0, previous));
    double total = 0;
    for (int id : allowed) {
      total += Math.exp(z * all[id]);
    }
    return z * all[next] - Math.log(total);
  }
}

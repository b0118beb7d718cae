package dev.omnivae.eval.probe;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.eval.Agreement;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The probe of the published experiments: one linear layer, cross entropy, Adam 1e-3, three epochs,
 * batches of 256. It is stopped early by design, so it rewards codes whose classes lie far apart.
 */
public final class PublishedProbe {
  private static final int EPOCHS = 3;
  private static final int BATCH = 256;
  private static final double LEARNING_RATE = 1e-3;

  private PublishedProbe() {}

  /** Fraction of test codes whose label the probe finds. */
  public static double accuracy(Codes train, Codes test, int classes, Noise noise) {
    ParameterStore store = new ParameterStore();
    Initialiser initialiser = Initialiser.fanIn(train.width());
    Parameter weight = store.root().declare("weight", initialiser, classes, train.width());
    Parameter bias = store.root().declare("bias", initialiser, classes);
    try (Scope scope = Scope.open()) {
      store.allocate(noise, ScalarType.Float, new Device("cpu"));
      FlatAdam adam = new FlatAdam(store);
      Tensor codes = train.tensor();
      Tensor labels = train.labelTensor();
      SplittableRandom random = new SplittableRandom(1);
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        long[] order = order(train.size(), random);
        for (int from = 0; from < order.length; from += BATCH) {
          try (Scope step = Scope.open()) {
            int count = Math.min(BATCH, order.length - from);
            Tensor at = Tensors.of(java.util.Arrays.copyOfRange(order, from, from + count), count);
            Tensor logits =
                torch.linear(
                    codes.index_select(0, at), weight.tensor(), new TensorOptional(bias.tensor()));
            store.zeroGradients();
            torch.cross_entropy_loss(logits, labels.index_select(0, at)).backward();
            adam.step(LEARNING_RATE);
          }
        }
      }
      Tensor scores =
          torch.linear(
              test.tensor(), weight.tensor().detach(), new TensorOptional(bias.tensor().detach()));
      return agreement(scores, test.labels());
    }
  }

  static double agreement(Tensor scores, long[] labels) {
    Agreement agreement = new Agreement();
    agreement.add(
        Tensors.longs(scores.argmax(new org.bytedeco.pytorch.LongOptional(1), false)), labels);
    return agreement.micro();
  }

  private static long[] order(int size, SplittableRandom random) {
    long[] order = java.util.stream.LongStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }
}

package dev.omnivae.eval.probe;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.eval.Agreement;
import org.bytedeco.pytorch.Tensor;

/**
 * The probe of the published experiments: one linear layer, cross entropy, Adam 1e-3, three epochs,
 * batches of 256.
 *
 * <p>It counts on epochs of a million pairs and more: three epochs of a small set would end not far
 * from the initial weights. So an epoch here is as many samples as the training split has pairs, at
 * least {@link #SHORTEST_EPOCH} and at most {@link #LONGEST_EPOCH}, drawn from the codes given.
 */
public final class PublishedProbe {
  private static final int EPOCHS = 3;

  /** Samples in an epoch at least. */
  public static final long SHORTEST_EPOCH = 100_000;

  /** Samples in an epoch at most: the loss no longer moves after 5,000 steps. */
  public static final long LONGEST_EPOCH = 500_000;

  private PublishedProbe() {}

  /**
   * Fraction of test codes whose label the probe finds.
   *
   * @param pairs size of the training split the codes were drawn from
   */
  public static double accuracy(ProbeCodes probed, int classes, long pairs, Noise noise) {
    long steps =
        EPOCHS * Math.max(SHORTEST_EPOCH, Math.min(LONGEST_EPOCH, pairs)) / ProbeTraining.BATCH;
    ParameterStore store = new ParameterStore();
    Linear layer = new Linear(store.root(), probed.train().width(), classes);
    try (Scope scope = Scope.open()) {
      return ProbeTraining.accuracy(
          store,
          layer::forward,
          probed.train().tensor(),
          probed.train().labelTensor(),
          probed.test().tensor(),
          probed.test().labels(),
          steps,
          noise);
    }
  }

  static double agreement(Tensor scores, long[] labels) {
    Agreement agreement = new Agreement();
    agreement.add(
        Tensors.longs(scores.argmax(new org.bytedeco.pytorch.LongOptional(1), false)), labels);
    return agreement.micro();
  }
}

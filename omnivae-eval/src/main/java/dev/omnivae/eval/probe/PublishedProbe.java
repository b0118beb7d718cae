package dev.omnivae.eval.probe;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterGroup;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Optimizer;
import dev.omnivae.core.train.OptimizerSettings;
import dev.omnivae.eval.Agreement;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

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
  private static final int BATCH = 256;
  private static final double LEARNING_RATE = 1e-3;

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
  public static double accuracy(Codes train, Codes test, int classes, long pairs, Noise noise) {
    long steps = EPOCHS * Math.max(SHORTEST_EPOCH, Math.min(LONGEST_EPOCH, pairs)) / BATCH;
    ParameterStore store = new ParameterStore();
    Initialiser initialiser = Initialiser.fanIn(train.width());
    Parameter weight = store.root().declare("weight", initialiser, classes, train.width());
    Parameter bias = store.root().declare("bias", initialiser, classes);
    try (Scope scope = Scope.open()) {
      store.allocate(noise, ScalarType.Float, new Device("cpu"));
      ParameterGroup trained = store.select("*");
      Optimizer adam = Optimizer.of(OptimizerSettings.DEFAULT, trained.tensors());
      Tensor codes = train.tensor();
      Tensor labels = train.labelTensor();
      SplittableRandom random = new SplittableRandom(1);
      for (long step = 0; step < steps; step++) {
        try (Scope inner = Scope.open()) {
          long[] chosen = random.longs(BATCH, 0, train.size()).toArray();
          Tensor at = Tensors.of(chosen, BATCH);
          Tensor logits =
              torch.linear(
                  codes.index_select(0, at), weight.tensor(), new TensorOptional(bias.tensor()));
          torch.cross_entropy_loss(logits, labels.index_select(0, at)).backward();
          adam.stepInPlace(trained.takeGradients(), LEARNING_RATE);
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
}

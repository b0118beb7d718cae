package dev.omnivae.eval.probe;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterGroup;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Optimizer;
import dev.omnivae.core.train.OptimizerSettings;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Classifiers of codes trained with cross entropy and Adam 1e-3 on batches of 256. */
final class ProbeTraining {
  static final int BATCH = 256;
  private static final double LEARNING_RATE = 1e-3;

  private ProbeTraining() {}

  /**
   * Trains, then tests.
   *
   * @param store what is trained, not yet allocated
   * @param logits from codes {@code (batch, latent)} to {@code (batch, class)}
   * @param codes to train on, {@code (sample, latent)}
   * @param tests codes to test on
   * @return fraction of tests whose label is found
   */
  static double accuracy(
      ParameterStore store,
      UnaryOperator<Tensor> logits,
      Tensor codes,
      Tensor labels,
      Tensor tests,
      long[] testLabels,
      long steps,
      Noise noise) {
    try (Scope scope = Scope.open()) {
      store.allocate(noise, ScalarType.Float, new Device("cpu"));
      ParameterGroup trained = store.select("*");
      Optimizer adam = Optimizer.of(OptimizerSettings.DEFAULT, trained.tensors());
      SplittableRandom random = new SplittableRandom(1);
      for (long step = 0; step < steps; step++) {
        try (Scope inner = Scope.open()) {
          long[] chosen = random.longs(BATCH, 0, labels.size(0)).toArray();
          Tensor at = Tensors.of(chosen, BATCH);
          Tensor said = logits.apply(codes.index_select(0, at));
          torch.cross_entropy_loss(said, labels.index_select(0, at)).backward();
          adam.stepInPlace(trained.takeGradients(), LEARNING_RATE);
        }
      }
      return PublishedProbe.agreement(logits.apply(tests).detach(), testLabels);
    }
  }
}

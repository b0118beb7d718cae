package dev.omnivae.eval.oracle;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterGroup;
import dev.omnivae.core.train.Optimizer;
import dev.omnivae.core.train.OptimizerSettings;
import dev.omnivae.eval.Agreement;
import dev.omnivae.eval.Batches;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/** Trains the classifier of one image modality. */
final class OracleTrainer {
  private static final int BATCH = 128;
  private static final double LEARNING_RATE = 2e-3;
  private static final int REPORT_EVERY = 100;

  /**
   * Pixels an image may be moved by, each way: generated digits do not stand as exactly as real.
   */
  private static final int SHIFT = 1;

  private OracleTrainer() {}

  /**
   * A fixed number of steps of Adam, the learning rate falling to zero as half a cosine.
   *
   * @param lesson what it learns to say
   * @param say takes a line now and then
   */
  static void train(
      ImageClassifier classifier,
      Samples singles,
      Modality modality,
      Lesson lesson,
      long seed,
      int steps,
      Consumer<String> say) {
    SplittableRandom random = new SplittableRandom(seed);
    Shuffle shuffle = new Shuffle(singles.size(), random);
    try (Scope whole = Scope.open()) {
      ParameterGroup trained = classifier.parameters().select("*");
      Optimizer adam = Optimizer.of(OptimizerSettings.DEFAULT, trained.tensors());
      for (int step = 0; step < steps; step++) {
        try (Scope scope = Scope.open()) {
          Batch batch = Batches.gather(singles, shuffle.next(BATCH));
          Tensor x = moved(batch.of(modality.name()).cleaned().value(), random);
          Tensor loss = lesson.loss(classifier.logits(x), batch);
          loss.backward();
          adam.stepInPlace(
              trained.takeGradients(),
              LEARNING_RATE * 0.5 * (1 + Math.cos(Math.PI * step / steps)));
          if (step % REPORT_EVERY == 0) {
            say.accept(
                "oracle %s: step %d of %d, loss %.3f"
                    .formatted(modality.name(), step, steps, Tensors.item(loss)));
          }
        }
      }
    }
  }

  /** The whole batch moved by up to {@link #SHIFT} pixels each way. */
  private static Tensor moved(Tensor x, SplittableRandom random) {
    long down = random.nextInt(-SHIFT, SHIFT + 1);
    long right = random.nextInt(-SHIFT, SHIFT + 1);
    return x.roll(new long[] {down, right}, 2, 3);
  }

  /** Fraction of single images, or captions, classified as labelled. */
  static double accuracy(Classifier classifier, Samples singles, Modality modality, long cap) {
    Agreement agreement = new Agreement();
    Batches.forEach(
        singles,
        Batches.positions(singles.size(), cap, 0),
        (batch, from) ->
            agreement.add(
                Tensors.longs(classifier.classify(batch.of(modality.name()).value())),
                Tensors.longs(Labels.of(batch))));
    return agreement.micro();
  }

  /** Positions in random order, over and over. */
  private static final class Shuffle {
    private final long[] order;
    private final SplittableRandom random;
    private int at;

    Shuffle(long size, SplittableRandom random) {
      this.order = java.util.stream.LongStream.range(0, size).toArray();
      this.random = random;
      this.at = order.length;
    }

    long[] next(int count) {
      int size = Math.min(count, order.length);
      if (at + size > order.length) {
        for (int i = order.length - 1; i > 0; i--) {
          int j = random.nextInt(i + 1);
          long swap = order[i];
          order[i] = order[j];
          order[j] = swap;
        }
        at = 0;
      }
      at += size;
      return Arrays.copyOfRange(order, at - size, at);
    }
  }
}

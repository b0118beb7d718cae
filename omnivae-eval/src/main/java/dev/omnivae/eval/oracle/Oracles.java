package dev.omnivae.eval.oracle;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The oracle of each image modality: a classifier trained once per data set on the single images of
 * its training split.
 */
public final class Oracles implements OracleSource {
  /** The same whatever the run's seed, so that all runs over a data set are judged alike. */
  private static final long SEED = 20;

  private static final int BATCH = 128;
  private static final int MOST_STEPS = 800;
  private static final int FEWEST_STEPS = 300;
  private static final int EPOCHS = 3;
  private static final long ACCURACY_CAP = 10_000;
  private static final Map<String, Oracle> TRAINED = new HashMap<>();

  @Override
  public Optional<Oracle> of(Evaluation evaluation, Modality modality) {
    int classes = evaluation.dataset().info().classes().size();
    if (modality.kind() != Modality.Kind.IMAGE || classes == 0) {
      return Optional.empty();
    }
    Samples train = evaluation.dataset().singles(Split.TRAIN, modality.name());
    String key = Fingerprint.of(train, modality, ImageClassifier.ARCHITECTURE + ":" + SEED);
    synchronized (TRAINED) {
      Oracle known = TRAINED.get(key);
      if (known == null) {
        known = train(evaluation, modality, train, classes);
        TRAINED.put(key, known);
      }
      return Optional.of(known);
    }
  }

  private static Oracle train(
      Evaluation evaluation, Modality modality, Samples train, int classes) {
    evaluation.say(
        "oracle %s: training a classifier on %,d images".formatted(modality.name(), train.size()));
    ImageClassifier classifier =
        OracleTrainer.train(
            train, modality, classes, SEED, steps(train.size()), evaluation.progress());
    double accuracy =
        OracleTrainer.accuracy(
            classifier,
            evaluation.dataset().singles(Split.TEST, modality.name()),
            modality,
            ACCURACY_CAP);
    evaluation.say("oracle %s: test accuracy %.4f".formatted(modality.name(), accuracy));
    return new Oracle(classifier, accuracy);
  }

  /**
   * About three passes, but never so few that a small set stays unlearnt, nor more than a minute.
   */
  private static int steps(long size) {
    return (int) Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, EPOCHS * size / BATCH));
  }
}

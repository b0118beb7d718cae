package dev.omnivae.eval.oracle;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.network.image.FeatureNetwork;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.quality.Embedding;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The oracle of each modality that shows a class.
 *
 * <p>Of images and spectrograms: a classifier trained once per data set on the single images of its
 * training split, kept under {@code oracles/} of the cache by the hash of what made it. Of texts:
 * the words themselves, where the data set knows which class they name.
 */
public final class Oracles implements OracleSource {
  /** The same whatever the run's seed, so that all runs over a data set are judged alike. */
  private static final long SEED = 20;

  private static final int BATCH = 128;
  private static final int MOST_STEPS = 500;
  private static final int FEWEST_STEPS = 300;
  private static final int EPOCHS = 3;
  private static final long ACCURACY_CAP = 10_000;

  private final int fewestSteps;

  public Oracles() {
    this(FEWEST_STEPS);
  }

  /** With fewer steps for small tests. */
  Oracles(int fewestSteps) {
    this.fewestSteps = fewestSteps;
  }

  @Override
  public Optional<Oracle> of(Evaluation evaluation, Modality modality) {
    int classes = evaluation.dataset().info().classes().size();
    if (classes == 0) {
      return Optional.empty();
    }
    return switch (modality.kind()) {
      case IMAGE, AUDIO -> Optional.of(ofImages(evaluation, modality, classes));
      case TOKENS -> ofTexts(evaluation, modality);
      default -> Optional.empty();
    };
  }

  /** Empty where no caption names its class: they are about something else. */
  private static Optional<Oracle> ofTexts(Evaluation evaluation, Modality modality) {
    Classifier words = new CaptionClassifier(evaluation.dataset(), modality);
    double accuracy = testAccuracy(evaluation, modality, words);
    return accuracy > 0 ? Optional.of(new Oracle(words, accuracy)) : Optional.empty();
  }

  private static double testAccuracy(
      Evaluation evaluation, Modality modality, Classifier classifier) {
    return OracleTrainer.accuracy(
        classifier,
        evaluation.dataset().singles(Split.TEST, modality.name()),
        modality,
        ACCURACY_CAP);
  }

  private Oracle ofImages(Evaluation evaluation, Modality modality, int classes) {
    Samples train = evaluation.dataset().singles(Split.TRAIN, modality.name());
    Trained trained =
        trained(
            evaluation,
            modality,
            train,
            classes,
            Lesson.CLASSES,
            fresh -> testAccuracy(evaluation, modality, fresh));
    return new Oracle(trained.classifier(), trained.accuracy());
  }

  /**
   * The judge of what attributes an image shows; empty unless a modality of attributes stands
   * beside this one of images.
   */
  public Optional<AttributeOracle> ofAttributes(Evaluation evaluation, Modality image) {
    Optional<Modality> beside =
        evaluation.dataset().modalities().stream()
            .filter(m -> m.kind() == Modality.Kind.ATTRIBUTES)
            .findFirst();
    if (image.kind() != Modality.Kind.IMAGE || beside.isEmpty()) {
      return Optional.empty();
    }
    Modality attributes = beside.get();
    Trained trained =
        trained(
            evaluation,
            image,
            evaluation.dataset().samples(Split.TRAIN),
            attributes.elements(),
            Lesson.attributes(image.name(), attributes.name()),
            fresh ->
                new AttributeOracle(fresh, image, attributes)
                    .accuracy(evaluation, Split.TEST)
                    .mean());
    return Optional.of(new AttributeOracle(trained.classifier(), image, attributes));
  }

  /**
   * Features of the judge of this modality: of its classes, else of its attributes; empty where the
   * data set has neither.
   */
  public Optional<FeatureNetwork> features(Evaluation evaluation, Modality image) {
    return judge(evaluation, image).map(ImageClassifier::features);
  }

  /**
   * What the judge of this modality sees in an image: of its classes, which it then names too, else
   * of its attributes; empty where the data set has neither.
   */
  public Optional<Embedding> embedding(Evaluation evaluation, Modality image) {
    boolean classes = !evaluation.dataset().info().classes().isEmpty();
    return judge(evaluation, image)
        .map(ImageClassifier::embedding)
        .map(seen -> classes ? seen : seen.withoutClasses());
  }

  private Optional<ImageClassifier> judge(Evaluation evaluation, Modality image) {
    if (!image.drawable()) {
      return Optional.empty();
    }
    Optional<Oracle> classes = of(evaluation, image);
    if (classes.isPresent()) {
      return classes
          .map(Oracle::classifier)
          .filter(ImageClassifier.class::isInstance)
          .map(ImageClassifier.class::cast);
    }
    return ofAttributes(evaluation, image).map(AttributeOracle::classifier);
  }

  private record Trained(ImageClassifier classifier, double accuracy) {}

  /** From the cache, or trained. */
  private Trained trained(
      Evaluation evaluation,
      Modality modality,
      Samples train,
      long outputs,
      Lesson lesson,
      ToDoubleFunction<ImageClassifier> test) {
    String recipe = ImageClassifier.ARCHITECTURE + ":" + SEED + ":" + steps(train.size());
    Path file =
        evaluation
            .cache()
            .resolve("oracles")
            .resolve(
                modality.name()
                    + "-"
                    + Fingerprint.of(train, modality, lesson, recipe)
                    + ".safetensors");
    ImageClassifier classifier =
        new ImageClassifier(
            modality.shape(), outputs, Noise.of(SEED, 0, 0).stream("oracle." + modality.name()));
    OptionalDouble known = OracleFile.read(file, classifier);
    if (known.isPresent()) {
      return new Trained(classifier, known.getAsDouble());
    }
    evaluation.say(
        "oracle %s: training a classifier on %,d images, once for this data set"
            .formatted(modality.name(), train.size()));
    OracleTrainer.train(
        classifier, train, modality, lesson, SEED, steps(train.size()), evaluation.progress());
    double accuracy = test.applyAsDouble(classifier);
    evaluation.say("oracle %s: test accuracy %.4f".formatted(modality.name(), accuracy));
    OracleFile.write(file, classifier, accuracy);
    return new Trained(classifier, accuracy);
  }

  /**
   * About three passes, but never so few that a small set stays unlearnt, nor more than half a
   * minute on two cores.
   */
  private int steps(long size) {
    return (int) Math.max(fewestSteps, Math.min(MOST_STEPS, EPOCHS * size / BATCH));
  }
}

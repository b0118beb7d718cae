package dev.omnivae.eval.consistency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What turns the scores of a pair into a probability and a verdict; a small file of the run folder.
 *
 * @param image the modality of images
 * @param described that of attributes or text
 * @param fittedOn what it was fitted on
 * @param scores whose {@link Score#feature} the regression takes, in order
 * @param regression over all of them
 * @param threshold the least probability that is a yes: where F1 was highest on the same pairs
 */
public record Calibration(
    String image,
    String described,
    FittedOn fittedOn,
    List<String> scores,
    Logistic regression,
    double threshold) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * The pairs of a fit.
   *
   * @param split never the one that is reported
   * @param belonging pairs that belong together
   * @param not pairs that do not, of the kinds in turn
   */
  public record FittedOn(
      String dataset, String split, int belonging, int not, List<String> negatives, long seed) {}

  /** A judged pair. */
  public record Verdict(double probability, boolean belongs) {}

  /** Fits regression and threshold. */
  static Calibration fit(PairScorer scorer, FittedOn on, Pairs pairs) {
    Logistic regression = Logistic.fit(features(pairs.belonging()), features(pairs.not()));
    Calibration unbounded =
        new Calibration(
            scorer.image().name(), scorer.described().name(), on, Score.keys(), regression, 0);
    double best =
        Discrimination.bestThreshold(
            unbounded.margins(pairs.belonging()), unbounded.margins(pairs.not()));
    return new Calibration(
        unbounded.image,
        unbounded.described,
        on,
        unbounded.scores,
        regression,
        Logistic.probability(best));
  }

  private static double[][] features(double[][] scores) {
    double[][] features = new double[scores.length][];
    for (int i = 0; i < features.length; i++) {
      features[i] = Score.features(scores[i]);
    }
    return features;
  }

  /** Margins of the regression, one a pair. */
  double[] margins(double[][] scores) {
    return Arrays.stream(scores).mapToDouble(of -> regression.margin(Score.features(of))).toArray();
  }

  /** Judges a pair by its scores, in the order of {@link Score}. */
  public Verdict judge(double[] pair) {
    double probability = Logistic.probability(regression.margin(Score.features(pair)));
    return new Verdict(probability, probability >= threshold);
  }

  // ---- the file ----

  /** Its name in a run folder. */
  public static String file(Modality described) {
    return "consistency-" + described.name() + ".json";
  }

  String json() {
    try {
      return MAPPER.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts are always JSON", e);
    }
  }

  /**
   * That of a run folder; empty where it was never fitted.
   *
   * @throws InputException when the file is damaged, or of another version's scores
   */
  public static Optional<Calibration> read(Path run, Modality described) {
    Path file = run.resolve(file(described));
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Calibration read = MAPPER.readValue(file.toFile(), Calibration.class);
      if (read.scores != null
          && read.regression != null
          && read.scores.equals(Score.keys())
          && read.regression.weights() != null
          && read.regression.weights().length == Score.values().length) {
        return Optional.of(read);
      }
    } catch (IOException e) {
      throw damaged(file, e);
    }
    throw damaged(file, null);
  }

  private static InputException damaged(Path file, @Nullable IOException e) {
    String line =
        "%s must be a calibration as the metric consistency writes it, got something else; run"
            + " 'omnivae evaluate DIR --metrics consistency'";
    return e == null
        ? new InputException(line.formatted(file))
        : new InputException(line.formatted(file), e);
  }
}

package dev.omnivae.eval.consistency;

import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import java.util.Map;

/**
 * The measurement: fits on the validation split alone, whatever split is measured, leaves the
 * calibration in the run folder, and measures.
 */
public final class Consistency {
  /** Samples of a split looked at, at most. */
  public static final int MOST = 2_000;

  private static final int FEWEST = 10; // a regression on fewer means nothing

  private Consistency() {}

  /** {@code KIND[.SCORE].MEASURE} of one description of images; empty where it cannot be. */
  public static Map<String, Double> measure(Evaluation evaluation, PairScorer scorer) {
    ScoredSplit valid = scored(evaluation, scorer, Split.VALID);
    if (valid.belonging().length < FEWEST || valid.not().isEmpty()) {
      evaluation.say(
          "consistency: skipped, to fit on it needs %d samples with %s and %s in the validation split,"
                  .formatted(FEWEST, scorer.image().name(), scorer.described().name())
              + " not all with one description; it has "
              + valid.belonging().length);
      return Map.of();
    }
    ScoredSplit measured =
        evaluation.split() == Split.VALID ? valid : scored(evaluation, scorer, evaluation.split());
    if (measured.not().isEmpty()) {
      evaluation.say(
          "consistency: skipped, the %s split has no two different descriptions"
              .formatted(evaluation.split().key()));
      return Map.of();
    }
    if (!valid.finite() || !measured.finite()) {
      evaluation.say("consistency: skipped, some scores are no numbers: the model has diverged");
      return Map.of();
    }
    Calibration calibration =
        Calibration.fit(
            scorer,
            new Calibration.FittedOn(
                evaluation.dataset().info().name(),
                Split.VALID.key(),
                valid.belonging().length,
                valid.belonging().length,
                valid.not().keySet().stream().map(Negative::key).toList(),
                evaluation.seed()),
            valid.mixed());
    evaluation.files().accept(Calibration.file(scorer.described()), calibration.json());
    return new Judges(valid, calibration).measure(measured);
  }

  private static ScoredSplit scored(Evaluation evaluation, PairScorer scorer, Split split) {
    return ScoredSplit.of(scorer, evaluation.dataset(), split, MOST, evaluation.seed());
  }
}

package dev.omnivae.eval.probe;

import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Codes that probes are fitted to, of the training split, and those they are tested on.
 *
 * @param train {@value #MOST_TRAINING} at most
 * @param test {@value #MOST_TEST} at most: a standard error below 0.004
 */
public record ProbeCodes(Codes train, Codes test) {
  private static final long MOST_TRAINING = 30_000;
  private static final long MOST_TEST = 20_000;

  /**
   * Of every source, in order. One that no sample of a split has is left out, and the evaluation
   * says so.
   *
   * @param metric who asks
   */
  public static Map<String, ProbeCodes> collect(
      Evaluation evaluation, String metric, Map<String, Codes.Source> sources) {
    Map<String, Codes> train = codes(evaluation, sources, Split.TRAIN, MOST_TRAINING);
    Map<String, Codes> test = codes(evaluation, sources, evaluation.split(), MOST_TEST);
    Map<String, ProbeCodes> both = new LinkedHashMap<>();
    for (String source : sources.keySet()) {
      Codes fitted = train.get(source);
      Codes tested = test.get(source);
      if (fitted == null || tested == null) {
        Split empty = fitted == null ? Split.TRAIN : evaluation.split();
        evaluation.say(
            "%s %s: skipped, no sample of the %s split has it"
                .formatted(metric, source, empty.key()));
      } else {
        evaluation.say(
            "%s %s: fitting probes on %,d codes, testing on %,d"
                .formatted(metric, source, fitted.size(), tested.size()));
        both.put(source, new ProbeCodes(fitted, tested));
      }
    }
    return both;
  }

  private static Map<String, Codes> codes(
      Evaluation evaluation, Map<String, Codes.Source> sources, Split split, long most) {
    return Codes.collect(
        sources,
        evaluation.dataset().samples(split),
        most,
        evaluation.seed(),
        evaluation.noise("codes." + split.key()));
  }
}

package dev.omnivae.eval.consistency;

import java.util.Arrays;
import java.util.List;

/**
 * How well an image x and a description t fit, higher where they belong together. q_x and q_t are
 * the posteriors of the shared code given each alone.
 */
public enum Score {
  /**
   * {@code 1 / (1 + KL(q_x, q_t))}, in (0, 1]. Kim 2024, who does not say which way round: the
   * image's posterior is measured by the description's.
   */
  PUBLISHED("published", 0),

  /** {@code -½ [KL(q_x, q_t) + KL(q_t, q_x)]}, nats, at most 0. */
  SYMMETRIC_KL("symmetric_kl", 1),

  /** {@code log p(t given z = mean of q_x)}, nats, summed over what is known of t. */
  LOG_LIKELIHOOD("log_likelihood", 2),

  /** Cosine of the means of q_x and q_t: what InfoNCE draws together. */
  COSINE("cosine", 3);

  private final String key;
  private final int column;

  Score(String key, int column) {
    this.key = key;
    this.column = column;
  }

  /** Name in keys of {@code metrics.json} and in files. */
  public String key() {
    return key;
  }

  /** This one of all scores of a pair, which stand in the order of {@link #values()}. */
  public double of(double[] pair) {
    return pair[column];
  }

  /** All keys, in order. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Score::key).toList();
  }

  /**
   * As the logistic regression sees it: KL divergences by the logarithm of 1 + KL, for they go from
   * ones to thousands.
   */
  double feature(double value) {
    return switch (this) {
      case PUBLISHED -> Math.log(value);
      case SYMMETRIC_KL -> -Math.log1p(-value);
      case LOG_LIKELIHOOD, COSINE -> value;
    };
  }

  /** All scores of a pair as features. */
  static double[] features(double[] scores) {
    return Arrays.stream(values()).mapToDouble(score -> score.feature(score.of(scores))).toArray();
  }
}

package dev.omnivae.eval.metric;

/**
 * How well codes find their partners by Euclidean distance: query i belongs to candidate i.
 *
 * <pre>{@code
 * d_ij     = |q_i - c_j|
 * rank_i   = 1 + #{j : d_ij < d_ii} + (uniform over those as near as c_i)
 * recall_k = mean over i of P(rank_i <= k)
 * mrr      = mean over i of E[1 / rank_i]
 * ratio    = mean of d_ii / mean of d_ij over j != i
 * }</pre>
 *
 * <p>Candidates as near as the right one are ranked in random order, in expectation: codes that are
 * all the same retrieve by chance, not always. A distance that is no number is infinite.
 */
final class Retrieval {
  private final int[] nearer; // candidates before the right one
  private final int[] ties; // those as near as it, itself included
  private final double ratio;

  private Retrieval(int[] nearer, int[] ties, double ratio) {
    this.nearer = nearer;
    this.ties = ties;
    this.ratio = ratio;
  }

  /**
   * Of rows that belong together.
   *
   * @param queries {@code (sample, code)}, row-major
   * @param candidates {@code (sample, code)}, row-major
   * @param samples at least 2
   */
  static Retrieval of(float[] queries, float[] candidates, int samples) {
    int width = queries.length / samples;
    int[] nearer = new int[samples];
    int[] ties = new int[samples];
    double paired = 0;
    double unpaired = 0;
    double[] row = new double[samples];
    for (int i = 0; i < samples; i++) {
      for (int j = 0; j < samples; j++) {
        row[j] = distance(queries, i * width, candidates, j * width, width);
        paired += j == i ? row[j] : 0;
        unpaired += j == i ? 0 : row[j];
      }
      for (double d : row) {
        nearer[i] += d < row[i] ? 1 : 0;
        ties[i] += d == row[i] ? 1 : 0;
      }
    }
    // all distances 0: nothing tells pairs apart
    double ratio = unpaired == 0 ? 1 : paired / unpaired * (samples - 1);
    return new Retrieval(nearer, ties, ratio);
  }

  private static double distance(float[] a, int from, float[] b, int at, int width) {
    double sum = 0;
    for (int k = 0; k < width; k++) {
      double d = (double) a[from + k] - b[at + k];
      sum += d * d;
    }
    return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : Math.sqrt(sum);
  }

  /** How often the right one is among the k nearest. */
  double recallAt(int k) {
    double sum = 0;
    for (int i = 0; i < nearer.length; i++) {
      sum += Math.min(1, Math.max(0, (double) (k - nearer[i]) / ties[i]));
    }
    return sum / nearer.length;
  }

  double meanReciprocalRank() {
    double sum = 0;
    for (int i = 0; i < nearer.length; i++) {
      double expected = 0;
      for (int t = 1; t <= ties[i]; t++) {
        expected += 1.0 / (nearer[i] + t);
      }
      sum += expected / ties[i];
    }
    return sum / nearer.length;
  }

  /** Mean paired over mean unpaired distance; 1 where all codes are the same. */
  double distanceRatio() {
    return ratio;
  }
}

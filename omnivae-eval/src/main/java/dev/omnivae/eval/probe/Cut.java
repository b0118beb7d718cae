package dev.omnivae.eval.probe;

import java.util.stream.IntStream;

/**
 * Where a node of a regression tree parts its samples.
 *
 * @param input by which
 * @param bin the last that goes to the left
 * @param gain by how much the sum of squares around the means falls, over all outputs
 */
record Cut(int input, int bin, double gain) {
  static final Cut NONE = new Cut(0, 0, 0);

  /**
   * The best over all inputs and bins.
   *
   * @param binned by input, then by sample
   * @param outputs by output, then by sample
   * @param least samples of either side
   */
  static Cut best(int[][] binned, double[][] outputs, int[] rows, int bins, int least) {
    double[] all = sums(outputs, rows);
    Cut best = NONE;
    for (int input = 0; input < binned.length; input++) {
      int[] counts = new int[bins];
      double[][] sums = new double[bins][outputs.length];
      for (int row : rows) {
        int bin = binned[input][row];
        counts[bin]++;
        for (int o = 0; o < outputs.length; o++) {
          sums[bin][o] += outputs[o][row];
        }
      }
      int count = 0;
      double[] left = new double[outputs.length];
      for (int bin = 0; bin < bins - 1; bin++) {
        count += counts[bin];
        for (int o = 0; o < left.length; o++) {
          left[o] += sums[bin][o];
        }
        int rest = rows.length - count;
        if (counts[bin] > 0 && count >= least && rest >= least) {
          double gain = gain(left, count, all, rest);
          best = gain > best.gain() ? new Cut(input, bin, gain) : best;
        }
      }
    }
    return best;
  }

  private static double gain(double[] left, int count, double[] all, int rest) {
    double gain = 0;
    for (int o = 0; o < all.length; o++) {
      double right = all[o] - left[o];
      gain += left[o] * left[o] / count + right * right / rest - all[o] * all[o] / (count + rest);
    }
    return gain;
  }

  /** The rows of one side. */
  int[] side(int[][] binned, int[] rows, boolean left) {
    return IntStream.of(rows).filter(row -> (binned[input][row] <= bin) == left).toArray();
  }

  /** Sum of every output. */
  static double[] sums(double[][] outputs, int[] rows) {
    double[] sums = new double[outputs.length];
    for (int o = 0; o < sums.length; o++) {
      for (int row : rows) {
        sums[o] += outputs[o][row];
      }
    }
    return sums;
  }

  /** Sum of squares around the means, over all outputs. */
  static double squares(double[][] outputs, int[] rows) {
    double[] sums = sums(outputs, rows);
    double total = 0;
    for (int o = 0; o < sums.length; o++) {
      double mean = sums[o] / rows.length;
      for (int row : rows) {
        total += (outputs[o][row] - mean) * (outputs[o][row] - mean);
      }
    }
    return total;
  }
}

package dev.omnivae.data.caption;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Something measured that a caption may tell of.
 *
 * @param name slot of the templates
 * @param low what a low value is called
 * @param high what a high value is called
 * @param middle no value above it is called low, none below it high; NaN for none
 */
public record Trait(String name, String low, String high, double middle) {
  private static final double SHARE = 0.3;

  /** A trait without a middle of its own. */
  Trait(String name, String low, String high) {
    this(name, low, high, Double.NaN);
  }

  /**
   * From where on a value is low or high: the lowest and the highest three tenths of the class's
   * training samples, so that the word tells nothing of the class.
   *
   * @param low by class: values below are low
   * @param high by class: values above are high
   */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  public record Levels(float[] low, float[] high) {
    /**
     * Of the training split.
     *
     * @param values by sample
     * @param labels by sample
     * @param rows samples of the training split
     */
    static Levels of(float[] values, int[] labels, int[] rows, int classes) {
      float[] low = new float[classes];
      float[] high = new float[classes];
      for (int label = 0; label < classes; label++) {
        int wanted = label;
        double[] of =
            IntStream.of(rows)
                .filter(row -> labels[row] == wanted)
                .mapToDouble(row -> values[row])
                .sorted()
                .toArray();
        low[label] = of.length == 0 ? Float.NEGATIVE_INFINITY : at(of, SHARE);
        high[label] = of.length == 0 ? Float.POSITIVE_INFINITY : at(of, 1 - SHARE);
      }
      return new Levels(low, high);
    }

    private static float at(double[] sorted, double share) {
      return (float) sorted[(int) Math.round(share * (sorted.length - 1))];
    }
  }

  /** The word for a value; empty where it is neither low nor high. */
  String word(float value, int label, Levels levels) {
    if (value < levels.low()[label] && !(value > middle)) {
      return low;
    }
    return value > levels.high()[label] && !(value < middle) ? high : "";
  }

  /** All words, for tests of the grammar. */
  Iterable<String> words() {
    return Arrays.asList(low, high, "");
  }
}

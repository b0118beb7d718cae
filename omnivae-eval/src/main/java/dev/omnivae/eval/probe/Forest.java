package dev.omnivae.eval.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A forest of regression trees: what the numbers of a sample tell of one of its factors, however
 * the two are related.
 *
 * <p>Each tree is grown on as many samples as there are, drawn with replacement. A node splits
 * where the sum of squares around the means falls most, over all inputs and the edges of their
 * {@link #BINS} bins. A factor of few levels is predicted as one number per level, 1 for its own,
 * whose sum of squares is the Gini impurity. Breiman 2001, "Random Forests", without the choice of
 * inputs at random: an input is to be asked whenever it knows most.
 */
final class Forest {
  /** Bins of an input. */
  static final int BINS = 32;

  private static final int TREES = 20;
  private static final int DEPTH = 10;
  private static final int LEAST_SAMPLES = 5;

  /** What a split must explain of the factor's sum of squares. */
  private static final double LEAST_SHARE = 1e-4;

  private final Levels[] levels;
  private final int width;
  private final List<Tree> trees = new ArrayList<>();

  /**
   * Grows it.
   *
   * @param inputs by input, then by sample
   * @param outputs by output, then by sample
   */
  Forest(double[][] inputs, double[][] outputs, long seed) {
    levels = Arrays.stream(inputs).map(input -> Levels.of(input, BINS)).toArray(Levels[]::new);
    int[][] binned = binned(inputs);
    width = outputs.length;
    SplittableRandom random = new SplittableRandom(seed);
    int samples = outputs[0].length;
    for (int t = 0; t < TREES; t++) {
      int[] rows = random.ints(samples, 0, samples).toArray();
      trees.add(new Tree(binned, outputs, rows));
    }
  }

  private int[][] binned(double[][] inputs) {
    int[][] binned = new int[inputs.length][];
    for (int d = 0; d < inputs.length; d++) {
      binned[d] = levels[d].of(inputs[d]);
    }
    return binned;
  }

  /** The share of each input in what all splits explain: sums to 1, or all 0 without a split. */
  double[] importance() {
    double[] shares = new double[levels.length];
    double sum = 0;
    for (Tree tree : trees) {
      for (int d = 0; d < shares.length; d++) {
        shares[d] += tree.importance()[d];
        sum += tree.importance()[d];
      }
    }
    for (int d = 0; d < shares.length && sum > 0; d++) {
      shares[d] /= sum;
    }
    return shares;
  }

  /** Outputs for other samples, by output, then by sample: the mean over trees. */
  double[][] predict(double[][] inputs) {
    int[][] binned = binned(inputs);
    int samples = inputs[0].length;
    double[][] outputs = new double[width][samples];
    for (Tree tree : trees) {
      for (int i = 0; i < samples; i++) {
        double[] value = tree.value(binned, i);
        for (int o = 0; o < outputs.length; o++) {
          outputs[o][i] += value[o] / trees.size();
        }
      }
    }
    return outputs;
  }

  /** One tree, grown from its root. */
  private static final class Tree {
    private final int[][] binned;
    private final double[][] outputs;
    private final double[] importance;
    private final double least;
    private final Node root;

    /**
     * A node.
     *
     * @param value mean of its samples' outputs
     * @param children left where the input's bin is at most {@code bin}; none for a leaf
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Node(double[] value, int input, int bin, List<Node> children) {}

    Tree(int[][] binned, double[][] outputs, int[] rows) {
      this.binned = binned;
      this.outputs = outputs;
      importance = new double[binned.length];
      least = LEAST_SHARE * Cut.squares(outputs, rows);
      root = grow(rows, DEPTH);
    }

    private Node grow(int[] rows, int depth) {
      double[] mean = Cut.sums(outputs, rows);
      for (int o = 0; o < mean.length; o++) {
        mean[o] /= rows.length;
      }
      Cut cut =
          depth == 0 || rows.length < 2 * LEAST_SAMPLES
              ? Cut.NONE
              : Cut.best(binned, outputs, rows, BINS, LEAST_SAMPLES);
      if (cut.gain() <= least) {
        return new Node(mean, 0, 0, List.of());
      }
      importance[cut.input()] += cut.gain();
      Node left = grow(cut.side(binned, rows, true), depth - 1);
      Node right = grow(cut.side(binned, rows, false), depth - 1);
      return new Node(mean, cut.input(), cut.bin(), List.of(left, right));
    }

    double[] importance() {
      return importance;
    }

    /** Outputs of a sample of other inputs. */
    double[] value(int[][] others, int sample) {
      Node node = root;
      while (!node.children().isEmpty()) {
        boolean left = others[node.input()][sample] <= node.bin();
        node = node.children().get(left ? 0 : 1);
      }
      return node.value();
    }
  }
}

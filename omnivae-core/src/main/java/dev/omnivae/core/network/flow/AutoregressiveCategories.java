package dev.omnivae.core.network.flow;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A distribution over sequences of categories, one masked perceptron for all places: that of a
 * place sees the vectors of the places before it.
 *
 * <pre>{@code p(k_1, ..., k_S) = Π_s p(k_s | e(k_1), ..., e(k_{s-1}))}</pre>
 *
 * <p>Uniform at first. Germain et al. 2015, "MADE: Masked Autoencoder for Distribution Estimation".
 */
public final class AutoregressiveCategories {
  private final int places;
  private final int categories;
  private final List<MaskedLinear> layers = new ArrayList<>();

  /**
   * Declares it.
   *
   * @param places S
   * @param vector dimensions of what stands for a category
   * @param categories K
   * @param hidden units of each hidden layer
   */
  public AutoregressiveCategories(
      Parameters parameters, int places, int vector, int categories, List<Integer> hidden) {
    this.places = places;
    this.categories = categories;
    int[] before = repeated(places, vector, 1);
    for (int i = 0; i < hidden.size(); i++) {
      int[] middle = new int[hidden.get(i)];
      for (int k = 0; k < middle.length; k++) {
        middle[k] = k % places;
      }
      layers.add(
          new MaskedLinear(
              parameters.child("fc" + (i + 1)), before, middle, Initialiser.fanIn(before.length)));
      before = middle;
    }
    int[] out = repeated(places, categories, 0);
    layers.add(new MaskedLinear(parameters.child("out"), before, out, Initialiser.constant(0)));
  }

  /** Degree {@code from} for the units of the first place, one more for those of the next. */
  private static int[] repeated(int places, int each, int from) {
    int[] degrees = new int[places * each];
    for (int i = 0; i < degrees.length; i++) {
      degrees[i] = from + i / each;
    }
    return degrees;
  }

  /**
   * Log probabilities of every category at every place, in nats.
   *
   * @param vectors of the categories: {@code (..., place * vector)}
   * @return {@code (..., place, category)}
   */
  public Tensor logProbabilities(Tensor vectors) {
    Tensor h = vectors;
    for (int i = 0; i < layers.size(); i++) {
      h = layers.get(i).forward(i == 0 ? h : h.relu(), UnaryOperator.identity());
    }
    long[] shape = Tensors.shape(h);
    long[] split = java.util.Arrays.copyOf(shape, shape.length + 1);
    split[shape.length - 1] = places;
    split[shape.length] = categories;
    return h.reshape(split).log_softmax(-1);
  }
}

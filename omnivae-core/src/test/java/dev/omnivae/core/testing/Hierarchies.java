package dev.omnivae.core.testing;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Models with several levels over vectors of two numbers, small enough for plain numbers. */
public final class Hierarchies {
  private Hierarchies() {}

  /**
   * From the recipe's {@code model}, single quotes allowed, without its modalities: each has linear
   * heads and decoders, a normal likelihood of scale 0.75 and weight 1.
   */
  public static Model model(ParameterStore store, String json, String... modalities) {
    String each =
        Arrays.stream(modalities)
            .map(
                name ->
                    "'%s': {'network': 'mlp', 'encoder': {'hidden': []}, 'likelihood': 'normal', 'weight': 1}"
                        .formatted(name))
            .collect(Collectors.joining(", "));
    List<Modality> schema =
        Arrays.stream(modalities)
            .map(name -> new Modality(name, Modality.Kind.VECTOR, List.of(2L)))
            .toList();
    String whole = "{%s, 'modalities': {%s}}".formatted(json, each);
    return Models.create(Settings.parse(whole.replace('\'', '"')), Schema.of(schema), store);
  }

  /** A parameter's values. */
  public static double[] values(ParameterStore store, String path) {
    return Tensors.doubles(Toy.parameter(store, path).tensor());
  }

  /** {@code W x + b} of a linear layer, in plain numbers. */
  public static double[] affine(ParameterStore store, String path, double... x) {
    double[] weight = values(store, path + ".weight");
    double[] y = values(store, path + ".bias");
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i] += weight[i * x.length + j] * x[j];
      }
    }
    return y;
  }

  /** Log density of a normal distribution. */
  public static double normal(double x, double mean, double logVariance) {
    double d = x - mean;
    return -0.5 * (d * d / Math.exp(logVariance) + logVariance + Math.log(2 * Math.PI));
  }

  /** KL(N(m, e^v), N(n, e^w)) of one dimension. */
  public static double kl(double m, double v, double n, double w) {
    return 0.5 * (w - v + (Math.exp(v) + (m - n) * (m - n)) / Math.exp(w) - 1);
  }
}

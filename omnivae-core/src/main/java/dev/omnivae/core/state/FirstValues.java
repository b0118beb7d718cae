package dev.omnivae.core.state;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.engine.Noise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What linear and convolution layers start from, by name, weights and biases apart: {@code initial:
 * {weights: he, biases: zeros}}.
 *
 * <pre>{@code
 * default     what the layer has of its own: U(-1/√in, 1/√in), as PyTorch
 * zeros       0
 * uniform     U(-0.05, 0.05)
 * normal      N(0, 0.05²)
 * xavier      U(-a, a), a = √(6 / (in + out))     Glorot and Bengio 2010, eq. 16
 * he          N(0, 2 / in)                        He et al. 2015, eq. 10
 * lecun       N(0, 1 / in)                        LeCun et al. 1998, eq. 16
 * orthogonal  rows or columns orthonormal         Saxe et al. 2014
 * }</pre>
 *
 * <p>in and out are those of the weights, an area of a kernel counted in, for biases too; a bias
 * has no rows to be orthogonal.
 *
 * @param weights name for weights
 * @param biases name for biases
 */
public record FirstValues(String weights, String biases) {
  private static final String OWN = "default";
  private static final String ORTHOGONAL = "orthogonal";
  private static final double SMALL = 0.05;

  /** A rule that knows how wide the layer is. */
  @FunctionalInterface
  private interface Rule {
    Initialiser of(double in, double out);
  }

  private static final Map<String, Rule> RULES = rules();

  /** What every layer has of its own. */
  public static final FirstValues DEFAULT = new FirstValues("default", "default");

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    rules.put("zeros", (in, out) -> Initialiser.constant(0));
    rules.put("uniform", (in, out) -> Initialiser.uniform(SMALL));
    rules.put("normal", (in, out) -> Initialiser.normal(SMALL));
    rules.put("xavier", (in, out) -> Initialiser.uniform(Math.sqrt(6 / (in + out))));
    rules.put("he", (in, out) -> Initialiser.normal(Math.sqrt(2 / in)));
    rules.put("lecun", (in, out) -> Initialiser.normal(Math.sqrt(1 / in)));
    rules.put(ORTHOGONAL, (in, out) -> FirstValues::orthogonal);
    return rules;
  }

  public FirstValues {
    List<String> names = new ArrayList<>(List.of(OWN));
    names.addAll(RULES.keySet());
    check("weights", weights, names);
    names.remove(ORTHOGONAL);
    check("biases", biases, names);
  }

  private static void check(String key, String name, List<String> names) {
    if (!names.contains(name)) {
      throw InputException.of(key, "a known name", "'" + name + "'", Nearest.hint(name, names));
    }
  }

  /**
   * First values of weights.
   *
   * @param in inputs of one output, an area counted in
   * @param out outputs of one input, likewise
   * @param own what the layer has without a choice
   */
  public Initialiser weights(long in, long out, Initialiser own) {
    return choose(weights, in, out, own);
  }

  /** First values of the biases beside such weights. */
  public Initialiser biases(long in, long out, Initialiser own) {
    return choose(biases, in, out, own);
  }

  private static Initialiser choose(String name, long in, long out, Initialiser own) {
    Rule rule = RULES.get(name);
    return rule == null ? own : rule.of((double) in, (double) out);
  }

  /** Q of a random matrix (first axis, all others), signs such that every Q is as likely. */
  private static Tensor orthogonal(Noise noise, Tensor like, long... shape) {
    long rows = shape[0];
    long columns = 1;
    for (int axis = 1; axis < shape.length; axis++) {
      columns *= shape[axis];
    }
    boolean wide = rows < columns;
    Tensor random = noise.normal(like, wide ? columns : rows, wide ? rows : columns);
    var qr = torch.linalg_qr(random);
    Tensor q = qr.get0().mul(qr.get1().diag().sign()); // (long side, short side)
    return (wide ? q.t() : q).reshape(shape);
  }
}

package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Stateful;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a KL to a number of nats from both sides, a number that may grow while training lasts: the
 * capacity form of the beta-VAE.
 *
 * <pre>{@code γ |KL - C(t)|,  as the factor  β = γ sign(KL - C(t))  of the KL}</pre>
 *
 * <p>KL is the mean over the batch. The two differ by γ C(t), which has no gradient: the loss that
 * is logged is γ KL above the capacity and -γ KL below it. Burgess et al. 2018, "Understanding
 * disentangling in β-VAE", eq. 8.
 *
 * @param nats C
 * @param gamma γ
 */
record Capacity(Coefficient nats, double gamma) implements Beta.Factor {
  static final String KEY = "capacity";

  private static final String EXAMPLE =
      "write {capacity: {from: 0, to: 25, epochs: 5}, gamma: 1000}";

  /** Reads {@code {capacity: {from: 0, to: 25, epochs: 5}, gamma: 1000}}. */
  static Capacity read(JsonNode node, String path) {
    Schedules.allow(node, path, List.of(KEY, "gamma"));
    @Nullable JsonNode gamma = node.get("gamma");
    if (gamma != null && !(gamma.isNumber() && gamma.doubleValue() > 0)) {
      throw InputException.of(path + ".gamma", "a positive number", gamma, EXAMPLE);
    }
    return new Capacity(
        Coefficient.read(node.get(KEY), path + "." + KEY, 0),
        gamma == null ? 1000 : gamma.doubleValue());
  }

  @Override
  public Weight at(Step<?> s, Tensor kl) {
    try (NoGrad off = NoGrad.open()) {
      Tensor above = Tensors.plus(kl.detach().mean(), -nats.at(s.clock()));
      return Weight.of(above.sign()).times(gamma);
    }
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of(KEY, nats);
  }
}

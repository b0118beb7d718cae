package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Holds a KL at a set value: a PI controller whose output is β (ControlVAE).
 *
 * <pre>{@code
 * e(t) = C - KL(t)
 * I(t) = clamp(I(t-1) - K_i e(t), 0, β_max - β_min)
 * β(t) = clamp(K_p / (1 + exp e(t)) + I(t) + β_min, β_min, β_max)
 * }</pre>
 *
 * <p>C is {@code target_kl} in nats, KL(t) the batch mean of what β weighs in the step β is for,
 * without gradient. In a training step alone; validation sees the last β. Shao et al. 2020,
 * "ControlVAE: Controllable Variational Autoencoder", eq. 6 and algorithm 1.
 *
 * <p>Anti-windup: the integral is held where β can follow it. The paper stops integrating while the
 * last β was out of range, which may stop it for good (the integral alone beyond a limit); clamped,
 * it turns back in the first step whose error has the other sign.
 */
final class KlController implements Beta.Factor {
  private static final List<String> KEYS = List.of("target_kl", "kp", "ki", "min", "max");

  private final double target;
  private final double kp;
  private final double ki;
  private final double min;
  private final double max;
  private final Kept kept; // I, β

  KlController(double target, double kp, double ki, double min, double max) {
    this.target = target;
    this.kp = kp;
    this.ki = ki;
    this.min = min;
    this.max = max;
    this.kept = new Kept(0, min);
  }

  @Override
  public KlController copy() {
    return new KlController(target, kp, ki, min, max);
  }

  @Override
  public Weight at(Step<?> s, Tensor kl) {
    return Weight.of(beta(kl, s.training()));
  }

  /** Reads {@code {target_kl: 12, kp: 0.01, ki: 0.0001, min: 0, max: 1}}. */
  static KlController read(JsonNode node, String path) {
    Schedules.allow(node, path, KEYS);
    double target = number(node, path, "target_kl", 0);
    double kp = number(node, path, "kp", 0.01);
    double ki = number(node, path, "ki", 0.0001);
    double min = number(node, path, "min", 0);
    double max = number(node, path, "max", 1);
    if (target == 0) {
      throw InputException.of(path + ".target_kl", "positive", 0, "nats, as kl.* in the log");
    }
    if (kp == 0 && ki == 0) {
      throw InputException.of(path, "able to move", "kp and ki of 0", "write ki: 0.0001");
    }
    if (!(min < max)) {
      throw InputException.of(path + ".min", "below max", min + " and " + max, "write min: 0");
    }
    return new KlController(target, kp, ki, min, max);
  }

  private static double number(JsonNode node, String path, String key, double otherwise) {
    JsonNode value = node.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber() || !(value.doubleValue() >= 0)) {
      throw InputException.of(
          path + "." + key,
          "a number of at least 0",
          value,
          "write {target_kl: 12, kp: 0.01, ki: 0.0001, min: 0, max: 1}");
    }
    return value.doubleValue();
  }

  /**
   * β for this step.
   *
   * @param kl what β weighs, values to average
   * @return a float64 scalar
   */
  Tensor beta(Tensor kl, boolean training) {
    try (NoGrad off = NoGrad.open()) {
      Tensor last = kept.on(kl);
      if (!training) {
        return last.select(0, 1).clone();
      }
      Tensor error = Tensors.affine(kl.detach().mean().to(ScalarType.Double), -1, target);
      Tensor integral = clamp(last.select(0, 0).sub(Tensors.times(error, ki)), 0, max - min);
      Tensor proportional = Tensors.times(error.neg().sigmoid(), kp); // no overflow of exp
      Tensor beta = clamp(Tensors.plus(proportional.add(integral), min), min, max);
      kept.set(Tensors.stack(List.of(integral, beta), 0));
      return beta;
    }
  }

  private static Tensor clamp(Tensor value, double least, double most) {
    try (Scalar low = new Scalar(least);
        Scalar high = new Scalar(most)) {
      return value.clamp_min(low).clamp_max(high);
    }
  }

  @Override
  public Map<String, Double> scalars() {
    double[] values = kept.values();
    return Map.of("integral", values[0], "beta", values[1]);
  }

  @Override
  public void restore(Map<String, Double> scalars) {
    kept.restore(scalars.getOrDefault("integral", 0.0), scalars.getOrDefault("beta", min));
  }
}

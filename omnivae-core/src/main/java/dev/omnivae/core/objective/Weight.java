package dev.omnivae.core.objective;

import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A factor of a term: a number, times what stands on the device where something measured there sets
 * it (a controller, gradient norms), so that no step waits for its value.
 *
 * @param number known to the host
 * @param device a scalar without gradient; null for none
 */
public record Weight(double number, @Nullable Tensor device) {
  public static Weight of(double number) {
    return new Weight(number, null);
  }

  /** A scalar on the device, without gradient. */
  public static Weight of(Tensor device) {
    return new Weight(1, device);
  }

  public Weight times(double factor) {
    return new Weight(number * factor, device);
  }

  public Weight times(Weight other) {
    Tensor both =
        device == null
            ? other.device
            : other.device == null ? device : device.mul(other.device.to(device.scalar_type()));
    return new Weight(number * other.number, both);
  }

  /** The weighted values, in their element type. */
  public Tensor times(Tensor values) {
    Tensor weighted = Tensors.times(values, number);
    return device == null ? weighted : weighted.mul(device.to(values.scalar_type()));
  }

  /** As a scalar beside those values, to log. */
  Tensor like(Tensor values) {
    Tensor known = Tensors.scalar(number, values.detach());
    return device == null ? known : known.mul(device.to(known.scalar_type()));
  }
}

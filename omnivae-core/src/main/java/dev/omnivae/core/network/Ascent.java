package dev.omnivae.core.network;

import dev.omnivae.core.batch.Observation;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** From an observation to what every level of a hierarchy sees of it. */
public interface Ascent {
  /**
   * What was seen.
   *
   * @param skips d_1 to d_{L-1}, {@code (batch, state)} each
   * @param raw raw parameters of q(z_L given x), {@code (batch, parameters)}
   */
  record Seen(List<Tensor> skips, Tensor raw) {
    public Seen {
      skips = List.copyOf(skips);
    }
  }

  /** Runs upwards once. */
  Seen of(Observation x, @Nullable Tensor condition);
}

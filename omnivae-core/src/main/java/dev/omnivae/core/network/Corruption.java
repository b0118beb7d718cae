package dev.omnivae.core.network;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What an encoder is shown in place of the data while it trains: a denoising autoencoder (Vincent
 * et al. 2010, section 3.3) is to reconstruct the clean data from it. In a recipe {@code
 * corruption: {kind: masking, level: 0.3}} of a modality.
 *
 * <pre>{@code
 * gaussian         x + level · N(0, 1)
 * masking          0 with probability level
 * salt-and-pepper  0 or 1, either with probability level / 2
 * }</pre>
 *
 * @param kind one of these, or {@code none}
 * @param level how much; 0 for none
 */
public record Corruption(String kind, double level) {
  private static final List<String> KINDS =
      List.of("none", "gaussian", "masking", "salt-and-pepper");

  /** The data as they are. */
  public static final Corruption NONE = new Corruption("none", 0);

  public Corruption {
    if (!KINDS.contains(kind)) {
      throw InputException.of(
          "kind", "a known corruption", "'" + kind + "'", Nearest.hint(kind, KINDS));
    }
    if (!(level >= 0) || (!kind.equals("gaussian") && level > 1)) {
      throw InputException.of(
          "level",
          kind.equals("gaussian") ? "a standard deviation of 0 or more" : "between 0 and 1",
          level,
          "0.3 is a good start");
    }
  }

  public boolean none() {
    return kind.equals("none") || level == 0;
  }

  /**
   * The data, corrupted; the same for one noise.
   *
   * @param x value {@code (batch, event)}
   */
  public Observation of(Observation x, Noise noise) {
    return none() ? x : new Observation(of(x.value(), noise), x.available(), x.known());
  }

  private Tensor of(Tensor x, Noise noise) {
    Noise own = noise.stream("corruption");
    if (kind.equals("gaussian")) {
      return x.add(Tensors.times(own.normal(x, Tensors.shape(x)), level));
    }
    Tensor u = own.uniform(x, Tensors.shape(x));
    boolean salt = kind.equals("salt-and-pepper");
    double dark = salt ? level / 2 : level;
    Tensor masked = x.masked_fill(u.lt(Tensors.scalar(dark, u)), Tensors.scalar(0, x));
    return salt
        ? masked.masked_fill(u.ge(Tensors.scalar(1 - level / 2, u)), Tensors.scalar(1, x))
        : masked;
  }
}

package dev.omnivae.core.network;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Fully connected networks for vectors of zeros and ones with holes: {@code network: attributes},
 * {@code encoder: {hidden: [128, 128]}}.
 *
 * <pre>{@code
 * encoder  MLP of s,  s_i = 2 x_i - 1 where x_i is known, 0 where it is not
 * decoder  MLP of z, one logit an attribute
 * }</pre>
 *
 * <p>So that the encoder can tell "no" from "unknown". With {@code likelihood: bernoulli}, the
 * default for attributes, unknown ones have no part in the likelihood.
 */
public final class AttributeNetwork implements NetworkProvider {
  private static final Mlp MLP = Mlp.of("attributes", 128, 128);

  @Override
  public String name() {
    return MLP.name();
  }

  @Override
  public boolean takes(Modality modality) {
    return modality.kind() == Modality.Kind.ATTRIBUTES;
  }

  @Override
  public Trunk encoder(NetworkContext context) {
    Trunk plain = MLP.encoder(context);
    return new Trunk() {
      @Override
      public Tensor forward(Tensor x) {
        return plain.forward(signed(x, null));
      }

      @Override
      public Tensor forward(Observation x, Noise noise) {
        return plain.forward(signed(x.value(), x.known()));
      }

      @Override
      public long width() {
        return plain.width();
      }
    };
  }

  @Override
  public Decoder decoder(NetworkContext context, Settings encoderSettings) {
    return MLP.decoder(context, encoderSettings);
  }

  /** 1 for yes, -1 for no, 0 for unknown. */
  private static Tensor signed(Tensor x, @Nullable Tensor known) {
    return Tensors.masked(Tensors.affine(x, 2, -1), known);
  }
}

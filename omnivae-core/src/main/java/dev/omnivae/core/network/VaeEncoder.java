package dev.omnivae.core.network;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trunk and its heads. Location and scale of the shared and of the private code come from one
 * matrix product: the heads are rows of one linear layer.
 */
public final class VaeEncoder implements Encoder {
  private final Trunk trunk;
  private final Linear heads;
  private final LatentFamily family;
  private final long shared;
  private final long own;

  /**
   * Declares the heads.
   *
   * @param shared dimensions of the shared code
   * @param own dimensions of the private code, 0 for none
   */
  public VaeEncoder(
      Parameters parameters, Trunk trunk, LatentFamily family, long shared, long own) {
    this.trunk = trunk;
    this.family = family;
    this.shared = family.parameters(shared);
    this.own = own == 0 ? 0 : family.parameters(own);
    this.heads = new Linear(parameters.child("heads"), trunk.width(), this.shared + this.own);
  }

  @Override
  public Encoding encode(Observation x, @Nullable Tensor condition, Noise noise) {
    Tensor features = trunk.forward(x.value());
    Tensor raw = heads.forward(features); // (batch, shared + own)
    if (own == 0) {
      return new Encoding(features, family.of(raw), null);
    }
    Factorised sharedExpert = family.of(raw.narrow(-1, 0, shared));
    Factorised ownExpert = family.of(raw.narrow(-1, shared, own));
    return new Encoding(features, sharedExpert, drawn -> ownExpert);
  }
}

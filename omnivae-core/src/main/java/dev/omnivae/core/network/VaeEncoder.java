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
 * matrix product: the heads are rows of one linear layer. Where the private code has a trunk of its
 * own (as in the reference program of MMVAE+, at twice the cost), its heads are on that one.
 */
public final class VaeEncoder implements Encoder {
  private final Trunk trunk;
  private final @Nullable Trunk ownTrunk;
  private final @Nullable Conditioner conditioner;
  private final Linear heads;
  private final @Nullable Linear ownHeads;
  private final LatentFamily family;
  private final long shared;
  private final long own;

  /**
   * Declares the heads.
   *
   * @param ownTrunk a second trunk for the private code; null for one trunk that feeds both
   * @param conditioner null without conditions
   * @param shared dimensions of the shared code
   * @param own dimensions of the private code, 0 for none
   */
  public VaeEncoder(
      Parameters parameters,
      Trunk trunk,
      @Nullable Trunk ownTrunk,
      @Nullable Conditioner conditioner,
      LatentFamily family,
      long shared,
      long own) {
    this.trunk = trunk;
    this.ownTrunk = own == 0 ? null : ownTrunk;
    this.conditioner = conditioner;
    this.family = family;
    this.shared = family.parameters(shared);
    this.own = own == 0 ? 0 : family.parameters(own);
    boolean apart = this.ownTrunk != null;
    this.heads =
        new Linear(
            parameters.child("heads"), features(), apart ? this.shared : this.shared + this.own);
    this.ownHeads =
        this.ownTrunk == null
            ? null
            : new Linear(
                parameters.child("own").child("heads"), conditioned(this.ownTrunk), this.own);
  }

  /** A trunk, heads, nothing else. */
  public VaeEncoder(
      Parameters parameters, Trunk trunk, LatentFamily family, long shared, long own) {
    this(parameters, trunk, null, null, family, shared, own);
  }

  /** Width of {@link Encoding#features()}. */
  public long features() {
    return conditioned(trunk);
  }

  @Override
  public Encoding encode(Observation x, @Nullable Tensor condition, Noise noise) {
    Tensor features = features(trunk, x, condition);
    Tensor raw = heads.forward(features); // (batch, shared + own)
    if (own == 0) {
      return new Encoding(features, family.of(raw), null);
    }
    Factorised sharedExpert = family.of(raw.narrow(-1, 0, shared));
    Factorised ownExpert =
        family.of(
            ownTrunk == null || ownHeads == null
                ? raw.narrow(-1, shared, own)
                : ownHeads.forward(features(ownTrunk, x, condition)));
    return new Encoding(features, sharedExpert, drawn -> ownExpert);
  }

  private Tensor features(Trunk from, Observation x, @Nullable Tensor condition) {
    Tensor features = from.forward(x.value());
    return conditioner == null ? features : conditioner.join(features, condition);
  }

  private long conditioned(Trunk from) {
    return from.width() + (conditioner == null ? 0 : conditioner.width());
  }
}

package dev.omnivae.core.network;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.network.layer.Activations;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trunk and its heads. Location and scale of the shared and of the private code come from one
 * matrix product: the heads are rows of one linear layer. Where the private code has a trunk of its
 * own (as in the reference program of MMVAE+, at twice the cost), its heads are on that one. A
 * joint encoder reads the trunk's features, or those of a trunk apart, which has no heads here.
 */
public final class VaeEncoder implements Encoder {
  private final Features features;
  private final @Nullable Features ownFeatures;
  private final @Nullable Features jointFeatures;
  private final Linear heads;
  private final @Nullable Linear ownHeads;
  private final LatentFamily family;
  private final long shared;
  private final long own;

  /**
   * Declares the heads.
   *
   * @param ownFeatures of a second trunk for the private code; null for one trunk that feeds both
   * @param jointFeatures of a trunk apart for a joint encoder; null where it reads the first
   * @param shared dimensions of the shared code
   * @param own dimensions of the private code, 0 for none
   */
  public VaeEncoder(
      Parameters parameters,
      Features features,
      @Nullable Features ownFeatures,
      @Nullable Features jointFeatures,
      LatentFamily family,
      long shared,
      long own) {
    this.features = features;
    this.ownFeatures = own == 0 ? null : ownFeatures;
    this.jointFeatures = jointFeatures;
    this.family = family;
    this.shared = family.parameters(shared);
    this.own = own == 0 ? 0 : family.parameters(own);
    boolean apart = this.ownFeatures != null;
    this.heads =
        new Linear(
            parameters.child("heads"),
            features.width(),
            apart ? this.shared : this.shared + this.own);
    this.ownHeads =
        this.ownFeatures == null
            ? null
            : new Linear(
                parameters.child("own").child("heads"), this.ownFeatures.width(), this.own);
  }

  /** A trunk, heads, nothing else. */
  public VaeEncoder(
      Parameters parameters, Trunk trunk, LatentFamily family, long shared, long own) {
    this(parameters, new Features(trunk, null), null, null, family, shared, own);
  }

  /** Width of {@link Encoding#features()}. */
  public long features() {
    return jointFeatures == null ? features.width() : jointFeatures.width();
  }

  @Override
  public Corruption corruption() {
    return features.trunk().corruption();
  }

  @Override
  public Encoding encode(Observation x, @Nullable Tensor condition, Noise noise) {
    Tensor seen = features.of(x, condition, noise);
    Tensor given = jointFeatures == null ? seen : jointFeatures.of(x, condition, noise);
    Tensor raw = heads.forward(seen); // (batch, shared + own)
    Activations.see(heads.path(), raw);
    if (own == 0) {
      return new Encoding(given, family.of(raw), null);
    }
    Factorised sharedExpert = family.of(raw.narrow(-1, 0, shared));
    Factorised ownExpert =
        family.of(
            ownFeatures == null || ownHeads == null
                ? raw.narrow(-1, shared, own)
                : ownHeads.forward(ownFeatures.of(x, condition, noise)));
    return new Encoding(given, sharedExpert, drawn -> ownExpert);
  }
}

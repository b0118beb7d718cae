package dev.omnivae.core.fusion;

import dev.omnivae.core.distribution.Normal;
import java.util.Arrays;

/**
 * Product of experts.
 *
 * <pre>{@code
 * q(z | X) ∝ p(z) Π_{m ∈ A} q_m(z | x_m)
 * }</pre>
 *
 * <p>A is the set of available modalities, per sample: a missing expert has precision 0. The prior
 * expert p(z) = N(0, I) is there by option, and then in every subset, as Wu and Goodman 2018 have
 * it ("Multimodal Generative Models for Scalable Weakly-Supervised Learning", section 2.1). Normal
 * experts only. Several subsets asked for at once weigh the same; a subset none of whose members a
 * sample has weighs nothing.
 *
 * <p>Differs from the reference code: nothing is added to variances (there 1e-8, which shows in
 * products of precise experts).
 */
public final class Product implements Fusion {
  private final boolean prior;

  public Product(boolean prior) {
    this.prior = prior;
  }

  @Override
  public Subsets components(int modalities) {
    return Subsets.full(modalities);
  }

  @Override
  public boolean anySubsets() {
    return true;
  }

  @Override
  public Posterior posterior(Experts experts, Subsets subsets) {
    boolean[] priors = new boolean[subsets.components()];
    Arrays.fill(priors, prior);
    Normal components = Products.of(experts, subsets, priors);
    return new Posterior(components, Presence.weights(experts, subsets, components), subsets);
  }

  /** {@code fusion: {name: product, prior: true}}. */
  public static final class Provider implements FusionProvider {
    record Options(String name, boolean prior) {}

    @Override
    public String name() {
      return "product";
    }

    @Override
    public Fusion create(FusionContext context) {
      Products.requireNormal(context);
      return new Product(context.settings().read(Options.class, new Options(name(), true)).prior());
    }
  }
}

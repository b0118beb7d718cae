package dev.omnivae.core.fusion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
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
 * expert p(z) = N(0, I) is there by option: in every subset, as Wu and Goodman 2018 have it
 * ("Multimodal Generative Models for Scalable Weakly-Supervised Learning", section 2.1), or
 * wherever a sample has several other experts, so that one alone is itself (the published DMVAE).
 * Normal experts only. Several subsets asked for at once weigh the same; a subset none of whose
 * members a sample has weighs nothing.
 *
 * <p>Differs from the reference code: nothing is added to variances (there 1e-8, which shows in
 * products of precise experts).
 */
public final class Product implements Fusion {
  /** Where the prior is one of the experts. */
  public enum PriorExpert {
    NEVER,
    ALWAYS,
    /** Where a sample has at least two members of the subset. */
    SEVERAL
  }

  private final PriorExpert prior;

  public Product(PriorExpert prior) {
    this.prior = prior;
  }

  /** With the prior as an expert always, or never. */
  public Product(boolean prior) {
    this(prior ? PriorExpert.ALWAYS : PriorExpert.NEVER);
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
    Arrays.fill(priors, prior == PriorExpert.ALWAYS);
    Normal components =
        prior == PriorExpert.SEVERAL
            ? Products.ofSeveral(experts, subsets)
            : Products.of(experts, subsets, priors);
    return new Posterior(components, Presence.weights(experts, subsets, components), subsets);
  }

  /** {@code fusion: {name: product, prior: true}}. */
  public static final class Provider implements FusionProvider {
    record Options(String name, JsonNode prior) {}

    @Override
    public String name() {
      return "product";
    }

    @Override
    public Fusion create(FusionContext context) {
      Products.requireNormal(context);
      Settings settings = context.settings();
      Options o = settings.read(Options.class, new Options(name(), BooleanNode.TRUE));
      if (o.prior().isBoolean()) {
        return new Product(o.prior().booleanValue());
      }
      if (o.prior().asText().equals("several")) {
        return new Product(PriorExpert.SEVERAL);
      }
      throw InputException.of(
          settings.path("prior"), "true, false or several", o.prior(), "write prior: true");
    }
  }
}

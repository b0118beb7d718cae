package dev.omnivae.core.fusion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Consensus of dependent experts over subsets of the modalities, with learned weights of the
 * subsets.
 *
 * <pre>{@code
 * q(z | X)   = Σ_S π_S q_S(z | X_S),    π = softmax(w)
 * q_S(z)     = N(Σ_m v_m μ_m / T, 1 / T)                          per dimension
 * T          = 1ᵀ Σ⁻¹ 1,   v = Σ⁻¹ 1,   Σ_mm = σ_m²,   Σ_mn = ρ σ_m σ_n
 * }</pre>
 *
 * <p>Each expert is a measurement of z with error σ_m, and errors of two experts correlate with ρ:
 * the posterior under a flat prior. Experts that repeat each other do not count twice, so that a
 * consensus is less sure than the product, which it is for ρ = 0; an expert much surer than another
 * (σ_n/σ_m < ρ) gives the other a negative share, and the mean leaves the interval between them.
 * One expert alone is itself. Mancisidor et al. 2025, "Aggregation of Dependent Expert
 * Distributions in Multimodal Variational Autoencoders" (after Winkler 1981); ρ = 0.4 is the
 * default of their program. Normal experts only, no prior expert.
 *
 * <p>A sample that lacks modalities has of every subset what is there of it; of subsets that become
 * equal only the first counts, and the learned weights of those left are divided by their sum.
 * Subsets that are not its own, asked for by an objective, weigh the same. What is inferred at test
 * time is the consensus of all that is there, as in their program, not the mixture.
 *
 * <p>Differs from the reference code: the inverse of Σ is written out (Sherman and Morrison), in
 * place of one matrix inverted per sample and dimension; weights begin equal there too.
 */
public final class Consensus implements Fusion {
  private final Subsets own;
  private final double correlation;
  private final @Nullable Parameter weights;

  /**
   * A fusion.
   *
   * @param own subsets that are its components
   * @param correlation ρ, from 0 to below 1
   * @param weights unnormalised log weights of the subsets; null for equal ones
   */
  public Consensus(Subsets own, double correlation, @Nullable Parameter weights) {
    this.own = own;
    this.correlation = correlation;
    this.weights = weights;
  }

  @Override
  public Subsets components(int modalities) {
    return own;
  }

  @Override
  public boolean anySubsets() {
    return true;
  }

  @Override
  public Posterior inference(Experts experts) {
    return posterior(experts, Subsets.full(experts.modalities().size()));
  }

  @Override
  public Posterior posterior(Experts experts, Subsets subsets) {
    Normal components = of(experts, subsets, correlation);
    Tensor present = Presence.distinct(experts, subsets);
    long batch = experts.batch().size();
    Tensor logWeights =
        weights != null && subsets.equals(own)
            ? Presence.learned(present, weights.tensor(), batch)
            : Presence.uniform(present, subsets.components(), batch, components.location());
    return new Posterior(components, logWeights, subsets);
  }

  /**
   * The consensus of the available members of subsets; N(0, I) where none is.
   *
   * <p>With s_m = 1/σ_m, n members and c = ρ / (1 + (n - 1) ρ):
   *
   * <pre>{@code
   * v_m = s_m (s_m - c Σ_j s_j) / (1 - ρ),    T = Σ_m v_m
   * }</pre>
   *
   * <p>s is taken relative to the surest member, so that nothing over- or underflows.
   *
   * @return {@code (component, batch, latent)}
   */
  static Normal of(Experts experts, Subsets subsets, double correlation) {
    Tensor available = experts.available(); // (expert, batch)
    Normal all = Products.cleaned(Products.normal(experts.shared()), available);
    List<Normal> each = new ArrayList<>();
    for (List<Integer> subset : subsets.members()) {
      // one by one, of members alone, as products are
      int[] members = subset.stream().mapToInt(Integer::intValue).toArray();
      Normal own = (Normal) all.map(t -> Products.rows(t, members));
      Tensor there = available == null ? null : Products.rows(available, members);
      each.add(members.length == 1 ? own : of(own, there, correlation));
    }
    return Normal.ofLog(
        Tensors.cat(each.stream().map(Normal::location).toList(), 0),
        Tensors.cat(each.stream().map(Normal::logScale).toList(), 0));
  }

  /**
   * The consensus of several experts.
   *
   * @param experts {@code (expert, batch, latent)}, N(0, I) where absent
   * @param available {@code (expert, batch)} boolean; null for all
   * @return {@code (1, batch, latent)}
   */
  private static Normal of(Normal experts, @Nullable Tensor available, double correlation) {
    Tensor zero = Tensors.scalar(0, experts.location());
    Tensor log = experts.logScale().neg(); // log s
    Tensor there =
        available == null
            ? torch.ones_like(log.select(-1, 0)).gt(zero).unsqueeze(-1)
            : available.unsqueeze(-1); // (expert, batch, 1)
    Tensor n = there.to(log.scalar_type()).sum(new long[] {0}, true, null); // (1, batch, 1)
    Tensor none = n.eq(zero);

    Tensor least = Tensors.scalar(Double.NEGATIVE_INFINITY, zero);
    Tensor surest = torch.where(there, log.detach(), least).amax(new long[] {0}, true);
    surest = torch.where(none, zero, surest); // (1, batch, latent)
    Tensor s = torch.where(there, torch.where(there, log.sub(surest), zero).exp(), zero);
    Tensor total = s.sum(new long[] {0}, true, null);
    Tensor c =
        Tensors.times(
            Tensors.plus(Tensors.times(Tensors.plus(n, -1), correlation), 1).reciprocal(),
            correlation);
    Tensor v = s.mul(s.sub(c.mul(total)));
    Tensor precision = v.sum(new long[] {0}, true, null); // (1 - ρ) T, of relative s
    precision = torch.where(none, Tensors.scalar(1 - correlation, zero), precision);
    Tensor mean = v.mul(experts.location()).sum(new long[] {0}, true, null).div(precision);
    Tensor logPrecision =
        Tensors.plus(precision.log(), -Math.log1p(-correlation)).add(Tensors.times(surest, 2));
    return Normal.ofLog(mean, Tensors.times(logPrecision, -0.5));
  }

  /** {@code fusion: {name: consensus, correlation: 0.4, subsets: powerset, weights: learned}}. */
  public static final class Provider implements FusionProvider {
    record Options(String name, double correlation, JsonNode subsets, String weights) {
      Options {
        if (!(correlation >= 0 && correlation < 1)) {
          throw InputException.of(
              "correlation", "from 0 to below 1", correlation, "write correlation: 0.4");
        }
        if (!List.of("learned", "equal").contains(weights)) {
          throw InputException.of(
              "weights", "learned or equal", "'" + weights + "'", "write weights: learned");
        }
      }
    }

    @Override
    public String name() {
      return "consensus";
    }

    @Override
    public Fusion create(FusionContext context) {
      Products.requireNormal(context);
      Settings settings = context.settings();
      Options o =
          settings.read(
              Options.class, new Options(name(), 0.4, TextNode.valueOf("powerset"), "learned"));
      Subsets own =
          MixtureOfProductsProvider.subsets(
              o.subsets(), context.modalities(), settings.path("subsets"));
      Parameter weights =
          o.weights().equals("learned")
              ? context.parameters().declare("weights", Initialiser.constant(0), own.components())
              : null;
      return new Consensus(own, o.correlation(), weights);
    }
  }
}

package dev.omnivae.core.fusion;

import dev.omnivae.core.distribution.Divergences;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Hölder pooling at α = 1/2: between the mixture (α = 1) and the geometric mean (α → 0), and exact.
 *
 * <pre>{@code
 * q(z | X) ∝ (Σ_{j ∈ A} q_j(z)^{1/2})²  =  Σ_j q_j(z) + 2 Σ_{i<j} √(q_i(z) q_j(z))
 *          = c [ Σ_j N(z; μ_j, σ_j²) + 2 Σ_{i<j} BC_ij N(z; μ_ij, σ_ij²) ]
 * μ_ij = (μ_i σ_j² + μ_j σ_i²) / (σ_i² + σ_j²),    σ_ij² = 2 σ_i² σ_j² / (σ_i² + σ_j²)
 * 1/c = |A| + 2 Σ_{i<j} BC_ij
 * }</pre>
 *
 * <p>BC is the Bhattacharyya coefficient over all dimensions ({@link
 * Divergences#logBhattacharyya}): a pair counts as much as its experts agree. Components: every
 * available modality, then every pair of them. Log weights carry gradient; what draws one component
 * per example ignores that gradient. Normal experts only. "Hölder pooling of experts" (Hölder++,
 * ICML 2026), at α = 1/2.
 */
public final class HoelderPooling implements Fusion {
  @Override
  public Subsets components(int modalities) {
    Subsets all = Subsets.singletons(modalities);
    for (int i = 0; i < modalities; i++) {
      for (int j = i + 1; j < modalities; j++) {
        all = all.and(new Subsets(List.of(List.of(i, j))));
      }
    }
    return all;
  }

  @Override
  public Posterior posterior(Experts experts, Subsets subsets) {
    int modalities = experts.modalities().size();
    if (!subsets.equals(components(modalities))) {
      throw new IllegalArgumentException(
          "Hoelder pooling has the modalities and their pairs as components, got "
              + subsets.members());
    }
    double[] equal = new double[modalities];
    java.util.Arrays.fill(equal, 1);
    Normal components = Products.geometricMean(experts, subsets, equal, 0);
    Tensor log = logWeights(experts, subsets); // (component, batch), not normalised
    Tensor available = experts.available();
    if (available != null) {
      // a pair one of whose experts is missing is no component: the other one is there already
      Tensor present = index(available, subsets, 0).logical_and(index(available, subsets, 1));
      Tensor there = present.logical_or(present.any(0, true).logical_not());
      log = torch.where(there, log, Tensors.scalar(Double.NEGATIVE_INFINITY, log));
    }
    return new Posterior(components, log.sub(log.logsumexp(new long[] {0}, true)), subsets);
  }

  /** 0 for an expert alone, log 2 BC for a pair. */
  private static Tensor logWeights(Experts experts, Subsets subsets) {
    Normal all = Products.normal(experts.shared());
    Tensor overlap =
        Divergences.logBhattacharyya(
            (Normal) all.map(t -> index(t, subsets, 0)),
            (Normal) all.map(t -> index(t, subsets, 1)));
    double[] twice = new double[subsets.components()];
    for (int c = 0; c < twice.length; c++) {
      twice[c] = subsets.members().get(c).size() == 2 ? Math.log(2) : 0;
    }
    return overlap.add(
        Tensors.of(twice, twice.length, 1).to(overlap.device(), overlap.scalar_type()));
  }

  /** The first or second member of every component; an expert alone is both. */
  private static Tensor index(Tensor values, Subsets subsets, int which) {
    long[] members =
        subsets.members().stream().mapToLong(s -> s.get(Math.min(which, s.size() - 1))).toArray();
    return values.index_select(
        0, Tensors.of(members, members.length).to(values.device(), ScalarType.Long));
  }

  /** {@code fusion: hoelder}. */
  public static final class Provider implements FusionProvider {
    @Override
    public String name() {
      return "hoelder";
    }

    @Override
    public Fusion create(FusionContext context) {
      context.settings().allow(List.of("name"));
      Products.requireNormal(context);
      return new HoelderPooling();
    }
  }
}

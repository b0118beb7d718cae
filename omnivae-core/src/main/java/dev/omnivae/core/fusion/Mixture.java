package dev.omnivae.core.fusion;

import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Mixture of experts.
 *
 * <pre>{@code q(z | X) = 1/|A| Σ_{m ∈ A} q_m(z | x_m)}</pre>
 *
 * <p>A is the set of available modalities, per sample. With one modality it is that modality's
 * posterior. Shi et al. 2019, "Variational Mixture-of-Experts Autoencoders for Multi-Modal Deep
 * Generative Models", section 3.
 */
public final class Mixture implements Fusion {
  @Override
  public Subsets components(int modalities) {
    return Subsets.singletons(modalities);
  }

  @Override
  public Posterior posterior(Experts experts, Subsets subsets) {
    int modalities = experts.modalities().size();
    if (!subsets.equals(Subsets.singletons(modalities))) {
      throw new IllegalArgumentException(
          "a mixture of experts has one component per modality, got " + subsets.members());
    }
    Factorised components = experts.shared();
    Tensor like = components.mean();
    Tensor available = experts.available();
    if (available == null) {
      Tensor equal =
          Tensors.scalar(-Math.log(modalities), like).expand(modalities, experts.batch().size());
      return new Posterior(components, equal, subsets);
    }
    Tensor weights = available.to(like.device(), like.scalar_type());
    // log of zero is -inf: exactly the weight of an absent component
    return new Posterior(components, weights.div(weights.sum(0)).log(), subsets);
  }
}

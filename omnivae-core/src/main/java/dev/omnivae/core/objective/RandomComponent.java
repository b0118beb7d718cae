package dev.omnivae.core.objective;

import dev.omnivae.core.distribution.Inversion;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Draws;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * One component per example, drawn with the posterior's probabilities, so that a batch is decoded
 * once and not once per component: the stratification of MoPoE (Sutter et al. 2021).
 *
 * <p>Systematic sampling: example b of B takes the component at {@code frac(b / B + U)} of the
 * cumulative weights, one U for the batch. Each example's choice has exactly its probabilities, so
 * estimates stay unbiased, and the batch as a whole is split as evenly as can be.
 */
final class RandomComponent {
  private final Tensor index; // (1, batch) int64
  private final Posterior q;

  RandomComponent(Posterior q, Noise noise) {
    this.q = q;
    Tensor weights = q.logWeights().detach().exp(); // (component, batch)
    long batch = weights.size(1);
    Tensor place = torch.arange(new Scalar(batch), weights.options());
    Tensor u =
        Tensors.times(place, 1.0 / batch).add(noise.stream("component").uniform(weights, 1)).frac();
    this.index = Inversion.component(weights, u.unsqueeze(0));
  }

  /** The chosen component as a posterior of one: its members are whatever was chosen. */
  Posterior posterior() {
    long modalities = q.subsets().members().stream().flatMap(List::stream).distinct().count();
    return new Posterior(
        q.components().map(this::latent),
        torch.zeros_like(choose(q.logWeights())),
        Subsets.full(Math.toIntExact(modalities)));
  }

  /** Draws of the chosen component: {@code (draw, 1, batch, latent)}. */
  Draws draws(Draws z) {
    Map<String, Tensor> own = new LinkedHashMap<>();
    z.own().forEach((name, w) -> own.put(name, codes(w)));
    Map<String, Tensor> drawn = new LinkedHashMap<>();
    z.ownDrawn().forEach((name, w) -> drawn.put(name, codes(w)));
    Map<String, @Nullable Tensor> used = new LinkedHashMap<>();
    z.ownUsed().forEach((name, u) -> used.put(name, u == null ? null : choose(u)));
    return new Draws(codes(z.shared()), own, z.ownPosterior(), z.ownPrior(), used, drawn);
  }

  /** {@code (component, batch)} to {@code (1, batch)}. */
  Tensor choose(Tensor values) {
    return values.gather(0, index);
  }

  /** {@code (component, batch, latent)} to {@code (1, batch, latent)}. */
  private Tensor latent(Tensor values) {
    return values.gather(0, index.unsqueeze(-1).expand(1, index.size(1), values.size(-1)));
  }

  /** {@code (draw, component, batch, code)} to {@code (draw, 1, batch, code)}. */
  private Tensor codes(Tensor values) {
    Tensor at = index.unsqueeze(0).unsqueeze(-1);
    return values.gather(1, at.expand(values.size(0), 1, index.size(1), values.size(-1)));
  }
}

package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * MMVAE+: a mixture of experts over the shared code, private codes that cannot leak across
 * modalities.
 *
 * <pre>{@code
 * z_{k,r} ~ q_r(z | x_r),   w_r ~ q_r(w | x_r),   w_d ~ r_d(w) for d ≠ r
 * w_{k,r} = Σ_d λ_d log p(x_d | z_{k,r}, w_d)
 *         + β [log p(z_{k,r}) - log q(z_{k,r} | X) + log p(w_r) - log q_r(w_r | x_r)]
 * L(X)    = Σ_r π_r log 1/K Σ_k exp w_{k,r}
 * }</pre>
 *
 * <p>q(z | X) is the density of the whole mixture, r_d the auxiliary prior of modality d with a
 * learned scale: expert r's draw reconstructs its own modality with its private posterior, all
 * others with codes that know nothing of the data, so that what is shared must go through z. The
 * mean over modalities stands outside the logarithm. A lower bound of log p(X) for β = 1, λ = 1
 * where r_d = p(w); the learned scale makes another model of cross-reconstruction. Nats per
 * example; the bound that is reported has β = 1. Palumbo et al. 2023, "MMVAE+: Enhancing the
 * Generative Quality of Multimodal VAEs without Compromises", eq. 7.
 *
 * <p>{@code estimator: dreg} has that bound with the doubly reparameterised gradient of the
 * encoders: densities of q and q_r detached, ∂z ← w̃ ∂z at every code drawn from a posterior.
 *
 * <p>Differs from the reference code: mean over the batch, not the sum. Its dreg rebuilds the
 * densities from parameters that are not detached; here they are. Draws of the auxiliary prior are
 * not hooked, there as here: its scale is no parameter of the posterior.
 */
public final class MmvaePlus implements Objective<MultimodalVae> {
  private final PlusSettings o;

  MmvaePlus(PlusSettings o) {
    this.o = o;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x);
    DrawCounts counts = o.draws().of(q.subsets());
    Draws z = m.draw(q, x, counts.max(), o.across(), s.noise());
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());

    Distribution prior = m.prior(s.batch().conditions());
    Tensor likelihood = e.logJointLikelihood(); // (draw, component, batch)
    Tensor ratio = Bounds.logRatio(q, z, prior, o.estimator().detaches());
    Tensor kl;
    Parts parts = new Parts();
    try (NoGrad off = NoGrad.open()) {
      kl = Bounds.kl(q, z, prior);
      parts.kl(x, q, kl);
      kl = Bounds.overComponents(kl, q.logWeights());
    }
    Tensor w = likelihood.add(o.beta().at(s, kl, parts).times(ratio));
    Tensor normalised = Bounds.normalised(w, counts, q.logWeights(), false);
    Tensor loss = o.estimator().of(w, normalised, z, counts, q).neg();

    try (NoGrad off = NoGrad.open()) {
      parts
          .logLikelihood(s.batch(), Parts.averaged(e, counts, q))
          .effectiveDraws(normalised, false);
      return new Loss(
          List.of(new Term("mmvaeplus", loss, 1)),
          Bounds.looser(likelihood.add(ratio).detach(), counts, q.logWeights()),
          parts.map());
    }
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", o.beta());
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  /** {@code mmvaeplus}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "mmvaeplus";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      return new MmvaePlus(PlusSettings.read(settings, name(), model));
    }
  }
}

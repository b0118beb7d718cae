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
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The importance-weighted bound, of one modality or of a mixture of experts.
 *
 * <pre>{@code
 * w_{k,r} = Σ_d λ_d log p(x_d | z_{k,r}) + β [log p(z_{k,r}) - log q(z_{k,r} | X)],  z_{k,r} ~ q_r
 * tight   = log Σ_r π_r 1/K_r Σ_k exp w_{k,r}
 * looser  = Σ_r π_r log 1/K_r Σ_k exp w_{k,r}
 * }</pre>
 *
 * <p>q(z | X) is the density of the whole mixture. Both are lower bounds of log p(X) for β = 1, λ =
 * 1, looser never above tight; with K = 1 and one modality both are the ELBO with its KL estimated
 * from the draw. Nats per example; the bound that is reported has β = 1. Burda et al. 2016, eq. 8;
 * Shi et al. 2019, eq. 3.
 *
 * <p>Differs from the reference code: mean over the batch, not the sum; {@code looser} runs (there
 * it fails with a TypeError); beta has an effect.
 */
public final class Iwae implements Objective<MultimodalVae> {
  private final DrawCounts draws;
  private final Beta beta;
  private final PrivateCodes across;
  private final boolean tight;

  Iwae(DrawCounts draws, Beta beta, PrivateCodes across, boolean tight) {
    this.draws = draws;
    this.beta = beta;
    this.across = across;
    this.tight = tight;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x);
    DrawCounts counts = draws.of(q.subsets());
    Draws z = m.draw(q, x, counts.max(), across, s.noise());
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());

    Distribution prior = m.prior(s.batch().conditions());
    Tensor likelihood = e.logJointLikelihood(); // (draw, component, batch)
    Tensor ratio = Bounds.logRatio(q, z, prior, false);
    Tensor kl;
    Parts parts = new Parts();
    try (NoGrad off = NoGrad.open()) {
      kl = Bounds.kl(q, z, prior);
      parts.kl(x, q, kl);
      kl = Bounds.overComponents(kl, q.logWeights());
    }
    Tensor w = likelihood.add(beta.at(s, kl, parts).times(ratio));
    Tensor loss = bound(w, counts, q).neg();

    try (NoGrad off = NoGrad.open()) {
      parts
          .logLikelihood(s.batch(), Parts.averaged(e, counts, q))
          .effectiveDraws(Bounds.normalised(w, counts, q.logWeights(), tight), tight);
      return new Loss(
          List.of(new Term("iwae", loss, 1)),
          bound(likelihood.add(ratio).detach(), counts, q),
          parts.map());
    }
  }

  private Tensor bound(Tensor w, DrawCounts counts, Posterior q) {
    return tight
        ? Bounds.tight(w, counts, q.logWeights())
        : Bounds.looser(w, counts, q.logWeights());
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", beta);
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  /** {@code iwae}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "iwae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      ImportanceSettings o = ImportanceSettings.read(settings, name(), model);
      return new Iwae(o.draws(), o.beta(), o.across(), o.tight());
    }
  }
}

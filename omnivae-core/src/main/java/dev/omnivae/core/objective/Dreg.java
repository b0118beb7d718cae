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
import org.jspecify.annotations.Nullable;

/**
 * The doubly reparameterised gradient of the importance-weighted bound: the same bound as {@link
 * Iwae}, with a gradient of the encoders whose signal does not fade as draws grow.
 *
 * <pre>{@code
 * w_{k,r} = Σ_d λ_d log p(x_d | z_{k,r}) + β [log p(z_{k,r}) - log q(z_{k,r} | X; φ detached)]
 * S       = Σ_r π_r Σ_k w̃_{k,r} w_{k,r}      w̃ = softmax of w over draws (tight: over all), detached
 * ∂z      ← w̃ ∂z                             once more, at every drawn code
 * }</pre>
 *
 * <p>S is a surrogate, not a bound; the bound that is reported is that of {@link Iwae} with β = 1,
 * in nats per example. With one modality its gradient is that of the bound in expectation; for a
 * mixture, as published, it is not exactly, since the detached density is the mixture's and the
 * draw a component's. Tucker et al. 2019, eq. 8; Shi et al. 2019, appendix C.
 *
 * <p>Differs from the reference code: mean over the batch, not the sum; beta has an effect.
 * MMVAE+'s program does not detach, this does.
 */
public final class Dreg implements Objective<MultimodalVae> {
  private final DrawCounts draws;
  private final Beta beta;
  private final PrivateCodes across;
  private final boolean tight;

  @SuppressWarnings("UnusedVariable") // a reference, so that it lives until backward calls it
  private @Nullable GradientScale hook;

  Dreg(DrawCounts draws, Beta beta, PrivateCodes across, boolean tight) {
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
    Tensor ratio = Bounds.logRatio(q, z, prior, true);
    Tensor kl;
    Parts parts = new Parts();
    try (NoGrad off = NoGrad.open()) {
      kl = Bounds.kl(q, z, prior);
      parts.kl(x, q, kl);
      kl = Bounds.overComponents(kl, q.logWeights());
    }
    Tensor w = likelihood.add(beta.at(s, kl, parts).times(ratio));
    Tensor normalised = Bounds.normalised(w, counts, q.logWeights(), tight);
    hook = GradientScale.at(z.all(), normalised);
    Tensor loss = Bounds.surrogate(w, normalised, q.logWeights().detach(), tight).neg();

    try (NoGrad off = NoGrad.open()) {
      Tensor plain = likelihood.add(ratio);
      Tensor bound =
          tight
              ? Bounds.tight(plain, counts, q.logWeights())
              : Bounds.looser(plain, counts, q.logWeights());
      parts
          .logLikelihood(s.batch(), Parts.averaged(e, counts, q))
          .effectiveDraws(normalised, tight);
      return new Loss(List.of(new Term("dreg", loss, 1)), bound, parts.map());
    }
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", beta);
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  /** {@code dreg}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "dreg";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      ImportanceSettings o = ImportanceSettings.read(settings, name(), model);
      return new Dreg(o.draws(), o.beta(), o.across(), o.tight());
    }
  }
}

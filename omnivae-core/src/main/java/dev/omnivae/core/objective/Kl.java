package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The KL of a posterior to the prior alone, without decoding anything: what keeps codes near the
 * prior in a first phase that trains encoders with {@link InfoNce} only, or an added pull on top of
 * a bound.
 *
 * <pre>{@code L(X) = Σ_r π_r [KL(q_r, p) + Σ_t KL(q(w_t | x_t), p(w_t))]}</pre>
 *
 * <p>To be minimised, non-negative, nats per example; the bound that is reported is its negative.
 */
public final class Kl implements MultimodalObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x);
    Draws z = m.draw(q, x, 1, PrivateCodes.OWN, s.noise());
    Tensor kl = Bounds.kl(q, z, m.prior(s.batch().conditions()));
    Tensor mean = Bounds.overComponents(kl, q.logWeights());
    Parts parts = new Parts().kl(x, q, kl);
    return new Loss(List.of(new Term("kl", mean, 1)), mean.neg().detach(), parts.map());
  }

  /** {@code kl}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name) {}

    @Override
    public String name() {
      return "kl";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      settings.read(Options.class, new Options(name()));
      return new Kl();
    }
  }
}

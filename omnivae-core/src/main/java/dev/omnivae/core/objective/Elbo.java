package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The evidence lower bound of one modality.
 *
 * <pre>{@code
 * ELBO(x) = E_{z ~ q(z|x)}[log p(x | z)] - β KL(q(z | x), p(z))
 * }</pre>
 *
 * <p>A lower bound of log p(x) for β ≥ 1 and likelihood weight 1, in nats per example. The bound
 * that is reported has β = 1, so that a warm-up of β does not make early epochs look best. Kingma
 * and Welling 2014, eq. 3; β: Higgins et al. 2017.
 */
public record Elbo(DrawCounts draws, Beta beta) implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Posterior q = s.model().fusion().posterior(s.experts()); // one component
    Drawn d = Drawn.from(q, s, draws, PrivateCodes.OWN);
    Tensor kl = d.kl();
    Parts parts = new Parts().kl(s.experts(), q, kl);
    Map<String, Tensor> each = d.logLikelihood(d.decode(Targets.ALL));
    Weight weight = beta.at(s, kl, parts);
    return d.loss(Loss.elbo(each, d.mean(d.counted(kl, beta)), weight), each, d.mean(kl), parts);
  }

  /** {@code elbo}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "elbo";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      OneModality.require(settings, name(), model, "use elbo-naive");
      ElboSettings o = ElboSettings.read(settings, name(), model, 1);
      return new Elbo(o.draws(), o.beta());
    }
  }
}

package dev.omnivae.core.objective;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.MixtureDistribution;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Clusters;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.prior.MixturePrior;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * CMVAE: MMVAE+ with a mixture prior over the shared code, whose clusters are inferred with it.
 *
 * <pre>{@code
 * z_{k,r} ~ q_r(z | x_r),   w_r ~ q_r(w | x_r),   w_d ~ r_d(w) for d ≠ r,   q(c | z) = p(c | z)
 * w_{k,r} = Σ_d λ_d log p(x_d | z_{k,r}, w_d)
 *         + β [Σ_c q(c | z) (log π_c + log p(z | c) - log q(c | z))
 *              - log q(z | X) + log p(w_r) - log q_r(w_r | x_r)]
 * L(X)    = Σ_r π_r log 1/K Σ_k exp w_{k,r}
 * }</pre>
 *
 * <p>The expectation over clusters is explicit, as published. Since q(c | z) is the exact posterior
 * of c, it equals log p(z) of the mixture, in value and in gradient: nothing is lost against {@link
 * MmvaePlus} with the same prior, and clusters cost no variance. Symbols, bounds, estimators and
 * what is reported as there; the clusters in use are logged. Palumbo et al. 2024, "Deep Generative
 * Clustering with Multimodal Diffusion Variational Autoencoders", section 3; without its diffusion
 * decoders.
 *
 * <p>Differs from the reference code: mean over the batch, not the sum; nothing is added to q(c |
 * z) before its logarithm.
 */
public record Cmvae(ImportanceSettings o) implements BetaObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Importance draws = Importance.of(s, o);
    Posterior q = draws.d().q();
    Draws z = draws.d().z();
    MixtureDistribution prior = (MixtureDistribution) draws.d().prior();
    boolean detached = o.estimator().detaches();
    Tensor logJoint = prior.logJoint(z.shared()); // (cluster, draw, component, batch)
    Tensor density = (detached ? q.detach() : q).logProb(z.shared());
    Tensor ratio = expected(logJoint).sub(density); // (draw, component, batch)
    Tensor own = z.logOwnRatio(detached);

    Parts parts = new Parts();
    try (NoGrad off = NoGrad.open()) {
      Clusters clusters = Clusters.of(q, logJoint.softmax(0));
      parts.put("clusters.used", clusters.used()).put("clusters.entropy", clusters.entropy());
    }
    return draws.loss("cmvae", own == null ? ratio : ratio.add(own), parts);
  }

  /** Σ_c q(c | z) [log π_c p(z | c) - log q(c | z)], over the first axis. */
  static Tensor expected(Tensor logJoint) {
    Tensor logQ = logJoint.log_softmax(0);
    return logQ.exp().mul(logJoint.sub(logQ)).sum(0);
  }

  @Override
  public Beta beta() {
    return o.beta();
  }

  /** {@code cmvae}. */
  public static final class Provider implements ObjectiveProvider {
    @Override
    public String name() {
      return "cmvae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      model.sharedPrior().ifPresent(Provider::requireMixture);
      return new Cmvae(PlusSettings.read(settings, name(), model));
    }

    private static void requireMixture(Prior prior) {
      if (!(prior instanceof MixturePrior)) {
        throw InputException.of(
            "model.prior.kind",
            "mixture for objective cmvae",
            "a " + prior.getClass().getSimpleName(),
            "write prior: {kind: mixture, clusters: 10}, or objective: {name: mmvaeplus}");
      }
    }
  }
}

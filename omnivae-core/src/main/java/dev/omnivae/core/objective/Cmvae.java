package dev.omnivae.core.objective;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.MixtureDistribution;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Clusters;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.prior.MixturePrior;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.List;
import java.util.Map;
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
public final class Cmvae implements Objective<MultimodalVae> {
  private final PlusSettings o;

  Cmvae(PlusSettings o) {
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

    MixtureDistribution prior = (MixtureDistribution) m.prior(s.batch().conditions());
    boolean detached = o.estimator().detaches();
    Tensor logJoint = prior.logJoint(z.shared()); // (cluster, draw, component, batch)
    Tensor density = (detached ? q.detach() : q).logProb(z.shared());
    Tensor ratio = expected(logJoint).sub(density); // (draw, component, batch)
    Tensor own = z.logOwnRatio(detached);
    ratio = own == null ? ratio : ratio.add(own);
    Tensor likelihood = e.logJointLikelihood();
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
      Clusters clusters = Clusters.of(q, logJoint.softmax(0));
      parts
          .logLikelihood(s.batch(), Parts.averaged(e, counts, q))
          .effectiveDraws(normalised, false)
          .put("clusters.used", clusters.used())
          .put("clusters.entropy", clusters.entropy());
      return new Loss(
          List.of(new Term("cmvae", loss, 1)),
          Bounds.looser(likelihood.add(ratio).detach(), counts, q.logWeights()),
          parts.map());
    }
  }

  /** Σ_c q(c | z) [log π_c p(z | c) - log q(c | z)], over the first axis. */
  static Tensor expected(Tensor logJoint) {
    Tensor logQ = logJoint.log_softmax(0);
    return logQ.exp().mul(logJoint.sub(logQ)).sum(0);
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", o.beta());
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
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

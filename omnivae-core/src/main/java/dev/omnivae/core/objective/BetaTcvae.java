package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * β-TCVAE: the KL of the ELBO in three parts, each with a weight of its own.
 *
 * <pre>{@code
 * L(x) = E_q[log p(x | z)] - α I(z; n) - β KL(q(z), Π_j q(z_j)) - γ Σ_j KL(q(z_j), p(z_j))
 *
 * I(z; n)                 E[log q(z | n) - log q(z)]              mutual information
 * KL(q(z), Π_j q(z_j))    E[log q(z) - Σ_j log q(z_j)]            total correlation
 * Σ_j KL(q(z_j), p(z_j))  E[Σ_j log q(z_j) - log p(z)]            dimension by dimension
 * }</pre>
 *
 * <p>q(z) is the posterior averaged over the data set, estimated from the batch: {@link
 * AggregatePosterior}. To be maximised, nats per example. The three add up to log q(z | n) - log
 * p(z) of the draw whatever the estimate is, so that with α = β = γ = 1 it is the ELBO, its KL
 * estimated from one draw. Each part alone is biased: the mutual information comes out as at most
 * log N ({@code stratified}) or log NB ({@code weighted}). The bound that is reported is the ELBO.
 * Chen et al. 2018, "Isolating Sources of Disentanglement in VAEs", eq. 2 and 4.
 *
 * <p>N is the number of training samples, also in validation.
 */
public final class BetaTcvae implements MultimodalObjective {
  private final AggregatePosterior estimate;
  private final Coefficient alpha;
  private final Coefficient beta;
  private final Coefficient gamma;

  BetaTcvae(AggregatePosterior estimate, Coefficient alpha, Coefficient beta, Coefficient gamma) {
    this.estimate = estimate;
    this.alpha = alpha;
    this.beta = beta;
    this.gamma = gamma;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    Posterior q = s.model().fusion().posterior(s.experts()); // one component
    Drawn d = Drawn.from(q, s, DrawCounts.of(1), PrivateCodes.OWN);
    Map<String, Tensor> each = d.logLikelihood(d.decode(Targets.ALL));
    Tensor z = d.z().shared().squeeze(0).squeeze(0); // (batch, latent)

    Factorised posterior = q.factorised().map(p -> p.squeeze(0));
    Tensor pairs = posterior.map(p -> p.unsqueeze(0)).logDensity(z.unsqueeze(1));
    Tensor weights = estimate.logWeights(z.size(0), s.clock().datasetSize(), z); // (of, under)
    Tensor own = posterior.logProb(z); // (batch)
    Tensor joint = Tensors.logSumExp(pairs.sum(-1).add(weights), 1);
    Tensor product = Tensors.logSumExp(pairs.add(weights.unsqueeze(-1)), 1).sum(-1);
    Tensor prior = d.prior().logProb(z);

    List<Term> terms = new ArrayList<>();
    each.forEach((name, value) -> terms.add(Term.likelihood(name, value)));
    terms.add(new Term("mutual_information", own.sub(joint), alpha.at(s.clock())));
    terms.add(new Term("total_correlation", joint.sub(product), beta.at(s.clock())));
    terms.add(new Term("dimension_kl", product.sub(prior), gamma.at(s.clock())));
    Tensor kl = d.kl();
    return d.loss(terms, each, d.mean(kl), new Parts().kl(s.experts(), q, kl));
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("alpha", alpha, "beta", beta, "gamma", gamma);
  }

  /** {@code beta-tcvae}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode alpha, JsonNode beta, JsonNode gamma, String estimate) {}

    @Override
    public String name() {
      return "beta-tcvae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      OneModality.requireOneCode(settings, name(), model);
      FusionDemand.factorised(settings, model, name());
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(),
                  DoubleNode.valueOf(1),
                  DoubleNode.valueOf(6),
                  DoubleNode.valueOf(1),
                  "weighted"));
      return new BetaTcvae(
          Choices.of(AggregatePosterior.class, o.estimate(), settings.path("estimate")),
          Coefficient.read(o.alpha(), settings.path("alpha"), 1),
          Coefficient.read(o.beta(), settings.path("beta"), 6),
          Coefficient.read(o.gamma(), settings.path("gamma"), 1));
    }
  }
}

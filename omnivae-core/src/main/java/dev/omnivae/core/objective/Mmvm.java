package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * MMVM: every modality has a VAE of its own, whose code is drawn softly to those of the others.
 *
 * <pre>{@code
 * L(X) = Σ_m [ E_{z ~ q_m}[λ_m log p(x_m | z)] - β KL(q_m, h_α) ]
 * h_α  = α p + (1 - α) h,    h(z | X) = 1/M Σ_m q_m(z | x_m)
 * }</pre>
 *
 * <p>To be maximised, nats per example. With α = 0 the prior of every modality's code is the mean
 * posterior of all, and Σ_m KL(q_m, h) is M times the Jensen-Shannon divergence of the experts. h
 * depends on the data, so L bounds no log p(X) of a model that could be sampled: nothing draws
 * codes to p, and draws of p decode to nothing in particular. What is reported is L with α = 0, β =
 * 1. Cross generation decodes a draw of one expert by another modality's decoder. Sutter et al.
 * 2024, "Unity by Diversity: Improved Representation Learning in Multimodal VAEs".
 *
 * <p>{@code divergence: mixture} estimates the KL from the step's own draws, each at most log M for
 * α = 0: experts that do not overlap feel no pull. {@code pairwise} has in its place its upper
 * bound by convexity, in closed form, which grows with their distance:
 *
 * <pre>{@code α KL(q_m, p) + (1 - α)/M Σ_n KL(q_m, q_n)}</pre>
 *
 * <p>A sample that lacks modalities has M of those it has. Differs from the reference code: it has
 * {@code pairwise} alone, and draws α down from 1 over 300000 steps, for which a schedule stands
 * here; private codes, with the KL of their own weighed by β.
 */
public final class Mmvm implements Objective<MultimodalVae> {
  private final DrawCounts draws;
  private final Beta beta;
  private final Coefficient alpha;
  private final boolean pairwise;

  Mmvm(DrawCounts draws, Beta beta, Coefficient alpha, boolean pairwise) {
    this.draws = draws;
    this.beta = beta;
    this.alpha = alpha;
    this.pairwise = pairwise;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x);
    DrawCounts counts = draws.of(q.subsets());
    // a component is one modality: it decodes that alone, with that one's private code
    Draws z = m.draw(q, x, counts.max(), PrivateCodes.PRIOR, s.noise());
    Evidence e = m.decode(q, z, Targets.MEMBERS, s.batch(), s.noise());

    Tensor likelihood = counts.mean(e.logJointLikelihood()); // (modality, batch)
    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = overPresent(withOwn(kl(q, z, prior, counts, alpha.at(s.clock())), z), q);
    Tensor reported = withOwn(kl(q.detach(), z, prior, counts, 0), z).detach();

    Map<String, Tensor> logs = new LinkedHashMap<>();
    e.logLikelihood().forEach((name, log) -> logs.put(name, counts.mean(log).sum(0)));
    Parts parts = new Parts().kl(x, q, reported).logLikelihood(s.batch(), logs);
    return new Loss(
        Loss.elbo(logs, kl, beta.at(s, kl, parts)),
        overPresent(likelihood.detach().sub(reported), q),
        parts.map(),
        z.shared());
  }

  /** KL of every expert to h_α, or its upper bound: {@code (modality, batch)} in nats. */
  private Tensor kl(Posterior q, Draws z, Distribution prior, DrawCounts counts, double alpha) {
    Tensor toPrior = alpha > 0 ? Bounds.sharedKl(q, z, prior) : null;
    if (pairwise) {
      Tensor others = pairwise(q);
      return toPrior == null
          ? others
          : Tensors.times(others, 1 - alpha).add(Tensors.times(toPrior, alpha));
    }
    if (toPrior != null && alpha == 1) {
      return toPrior;
    }
    Tensor mixture = q.logProb(z.shared()); // (draw, modality, batch)
    if (toPrior != null) {
      mixture =
          torch.logaddexp(
              Tensors.plus(mixture, Math.log1p(-alpha)),
              Tensors.plus(prior.logProb(z.shared()), Math.log(alpha)));
    }
    return counts.mean(q.components().logProb(z.shared()).sub(mixture));
  }

  /** Mean of the KL of every expert to each of those that are there, itself included. */
  private static Tensor pairwise(Posterior q) {
    Factorised from = q.components().map(t -> t.unsqueeze(0)); // (1, modality, batch, latent)
    Factorised to = q.components().map(t -> t.unsqueeze(1)); // (other, 1, batch, latent)
    Tensor kl = from.klTo(to).sum(-1); // (other, modality, batch)
    Tensor weights = q.logWeights().unsqueeze(1);
    return torch
        .where(Bounds.present(weights), kl.mul(weights.exp()), Tensors.scalar(0, kl))
        .sum(0);
  }

  private static Tensor withOwn(Tensor kl, Draws z) {
    Tensor own = z.ownKl();
    return own == null ? kl : kl.add(own);
  }

  private static Tensor overPresent(Tensor each, Posterior q) {
    return torch.where(Bounds.present(q.logWeights()), each, Tensors.scalar(0, each)).sum(0);
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", beta);
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  /** {@code mmvm}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode draws, JsonNode beta, JsonNode alpha, String divergence) {}

    private enum Divergence {
      MIXTURE,
      PAIRWISE
    }

    @Override
    public String name() {
      return "mmvm";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(),
                  IntNode.valueOf(1),
                  DoubleNode.valueOf(1),
                  DoubleNode.valueOf(0),
                  "mixture"));
      FusionDemand.mixture(settings, model, name());
      for (JsonNode value : List.of(o.alpha(), o.alpha().path("from"), o.alpha().path("to"))) {
        if (value.isNumber() && value.doubleValue() > 1) {
          throw InputException.of(
              settings.path("alpha"), "from 0 to 1", o.alpha(), "write alpha: 0");
        }
      }
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      return new Mmvm(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Beta.read(o.beta(), settings.path("beta"), 1),
          Coefficient.read(o.alpha(), settings.path("alpha"), 0),
          Choices.of(Divergence.class, o.divergence(), settings.path("divergence"))
              == Divergence.PAIRWISE);
    }
  }
}

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
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
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
public record Mmvm(DrawCounts draws, Beta beta, Coefficient alpha, boolean pairwise)
    implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Posterior q = s.model().fusion().posterior(s.experts());
    // a component is one modality: it decodes that alone, with that one's private code
    Drawn d = Drawn.from(q, s, draws, PrivateCodes.PRIOR);
    Tensor kl = d.sum(kl(q, d, alpha.at(s.clock())));
    Tensor reported = kl(q.detach(), d, 0).detach();
    Parts parts = new Parts().kl(s.experts(), q, reported);
    Weight weight = beta.at(s, kl, parts);
    Map<String, Tensor> own = d.logLikelihood(d.decode(Targets.MEMBERS), log -> log.sum(0));
    return d.loss(Loss.elbo(own, kl, weight), own, d.sum(reported), parts);
  }

  /** KL of every expert to h_α, or its upper bound, and that of private codes. */
  private Tensor kl(Posterior q, Drawn d, double alpha) {
    Tensor kl = shared(q, d, alpha);
    Tensor own = d.z().ownKl();
    return own == null ? kl : kl.add(own); // (modality, batch) in nats
  }

  private Tensor shared(Posterior q, Drawn d, double alpha) {
    Draws z = d.z();
    Distribution prior = d.prior();
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
    return d.counts().mean(q.components().logProb(z.shared()).sub(mixture));
  }

  /** Mean of the KL of every expert to each of those that are there, itself included. */
  private static Tensor pairwise(Posterior q) {
    Factorised from = q.factorised().map(t -> t.unsqueeze(0)); // (1, modality, batch, latent)
    Factorised to = q.factorised().map(t -> t.unsqueeze(1)); // (other, 1, batch, latent)
    Tensor kl = from.klTo(to).sum(-1); // (other, modality, batch)
    Tensor weights = q.logWeights().unsqueeze(1);
    return Tensors.masked(kl.mul(weights.exp()), Bounds.present(weights)).sum(0);
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

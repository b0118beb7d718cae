package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * JMVAE-kl: the ELBO of a joint encoder, whose posterior pulls the unimodal ones towards it.
 *
 * <pre>{@code
 * L(X) = E_{z ~ q(z|X)}[Σ_m λ_m log p(x_m | z)]
 *        - w [ β KL(q(z|X), p(z)) + α Σ_m KL(q(z|X), q(z|x_m)) ]        w = min(1, epoch / warmup)
 * }</pre>
 *
 * <p>Without α and w, and with β ≥ 1, λ = 1, a lower bound of log p(X); the alignment lowers it
 * further. It is in this direction the expected negative log-likelihood of the unimodal encoder on
 * joint codes, and gradients reach both sides of it. Nats per example. The bound that is reported
 * is the joint ELBO with β = 1 and no alignment. Suzuki et al. 2016, "Joint Multimodal Learning
 * with Deep Generative Models", eq. 4 and 5; annealing of both divergences as in MultiVae.
 *
 * <p>Differs from the reference code: the warm-up is continuous, not by whole epochs.
 */
public record Jmvae(DrawCounts draws, Beta beta, Coefficient alpha, double warmup)
    implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    JointElbo joint = JointElbo.of(s, draws);
    Parts parts = joint.parts(s);
    double w = warmup == 0 ? 1 : Math.min(1, s.clock().epoch() / warmup);
    Weight weight = beta.at(s, joint.kl(), parts).times(w);
    List<Term> terms = new ArrayList<>(joint.terms(beta, weight));
    terms.add(new Term("alignment", alignment(s, joint.d().q()), w * alpha.at(s.clock())));
    return joint.loss(terms, parts);
  }

  /** Σ_m KL(q(z|X), q(z|x_m)): {@code (batch)} in nats. */
  private static Tensor alignment(Step<MultimodalVae> s, Posterior joint) {
    int modalities = s.experts().modalities().size();
    Factorised unimodal =
        s.model()
            .fusion()
            .posterior(s.experts(), Subsets.singletons(modalities))
            .factorised(); // (modality, batch, latent)
    // (1, batch, latent) against (modality, batch, latent)
    return Tensors.sum(joint.factorised().klTo(unimodal), 0, -1);
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", beta, "alpha", alpha);
  }

  @Override
  public Optional<String> needsComplete() {
    return Optional.of(JointElbo.COMPLETE);
  }

  /** {@code jmvae}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(
        String name,
        JsonNode draws,
        JsonNode beta,
        JsonNode freeBits,
        JsonNode alpha,
        double warmup) {
      Options {
        if (!(warmup >= 0)) {
          throw InputException.of("warmup", "at least 0 epochs", warmup, "0 is no warm-up");
        }
      }
    }

    @Override
    public String name() {
      return "jmvae";
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
                  DoubleNode.valueOf(0.1),
                  10));
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      FusionDemand.jointAndUnimodal(settings, model, name());
      return new Jmvae(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Beta.read(o.beta(), o.freeBits(), settings, model, 1),
          Coefficient.read(o.alpha(), settings.path("alpha"), 0.1),
          o.warmup());
    }
  }
}

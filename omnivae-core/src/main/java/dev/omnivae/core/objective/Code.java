package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * CoDE-VAE: the ELBOs of all subsets, each weighed by what is learned of its use.
 *
 * <pre>{@code
 * maximise  Σ_S π_S [ E_{z ~ q_S}[Σ_m λ_m log p(x_m | z)] - β KL(q_S, p) ] + ω H(π)
 * H(π) = -Σ_S π_S log π_S
 * }</pre>
 *
 * <p>q_S and π are those of the fusion {@code consensus}. Every subset's draw decodes all
 * modalities. Nats per example. Without the entropy it is a convex combination of lower bounds of
 * log p(X), for β ≥ 1 and λ = 1, hence one itself: that, with β = 1, is reported. The entropy keeps
 * π from the one best subset: at the optimum π_S ∝ exp(ELBO_S / ω), and ELBOs of subsets lie tens
 * to thousands of nats apart, so that ω has to be of that size; gradients of ELBOs reach π.
 * Mancisidor et al. 2025, "Aggregation of Dependent Expert Distributions in Multimodal Variational
 * Autoencoders"; ω = 1000 and β = 5 are those of their program.
 *
 * <p>A sample that lacks modalities has the weights and the entropy of the subsets it has. Differs
 * from the reference code, where the KL of a private code is weighed by π of its modality alone: it
 * counts in every subset here, since every subset's draw is decoded with it.
 */
public record Code(MixtureSettings o, Coefficient entropy) implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Posterior q = s.model().fusion().posterior(s.experts());
    Drawn d = Drawn.from(q, s, o.draws(), o.across());
    Tensor kl = d.kl(); // (component, batch)
    Tensor divergence = d.mean(kl); // (batch)
    Parts parts = new Parts().kl(s.experts(), q, kl).weights(s.experts(), q);
    Weight weight = o.beta().at(s, divergence, parts);
    Map<String, Tensor> each = d.logLikelihood(d.decode(Targets.ALL)); // (batch)
    List<Term> terms = new ArrayList<>(Loss.elbo(each, d.mean(d.counted(kl, o.beta())), weight));
    terms.add(new Term("entropy", entropy(q.logWeights()).neg(), entropy.at(s.clock())));
    return d.loss(terms, each, divergence, parts);
  }

  /**
   * Entropy of the weights of the components that are there: {@code (batch)} in nats.
   *
   * @param logWeights {@code (component, batch)}, -inf where absent
   */
  static Tensor entropy(Tensor logWeights) {
    // masked before the product: 0 times -inf is NaN, in the gradient too
    Tensor log = Tensors.masked(logWeights, Bounds.present(logWeights));
    return logWeights.exp().mul(log).sum(0).neg();
  }

  @Override
  public Beta beta() {
    return o.beta();
  }

  /** {@code code}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(
        String name,
        JsonNode draws,
        JsonNode beta,
        JsonNode freeBits,
        JsonNode entropy,
        String privateCodes) {}

    @Override
    public String name() {
      return "code";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(),
                  IntNode.valueOf(1),
                  DoubleNode.valueOf(5),
                  DoubleNode.valueOf(0),
                  DoubleNode.valueOf(1000),
                  "own"));
      FusionDemand.consensus(settings, model, name());
      return new Code(
          MixtureSettings.of(
              settings,
              model,
              o.draws(),
              Beta.read(o.beta(), o.freeBits(), settings, model, 5),
              o.privateCodes(),
              MixtureSettings.Components.EACH),
          Coefficient.read(o.entropy(), settings.path("entropy"), 1000));
    }
  }
}

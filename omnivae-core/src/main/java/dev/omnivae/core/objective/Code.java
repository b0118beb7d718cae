package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

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
public final class Code implements Objective<MultimodalVae> {
  private final MixtureSettings o;
  private final Coefficient entropy;

  Code(MixtureSettings o, Coefficient entropy) {
    this.o = o;
    this.entropy = entropy;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x);
    DrawCounts counts = o.draws().of(q.subsets());
    Draws z = m.draw(q, x, counts.max(), o.across(), s.noise());
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());

    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = Bounds.kl(q, z, prior); // (component, batch)
    Tensor divergence = Bounds.overComponents(kl, q.logWeights()); // (batch)
    Tensor counted = Bounds.overComponents(o.beta().counted(kl, q, z, prior), q.logWeights());
    Map<String, Tensor> each = Parts.averaged(e, counts, q); // per modality (batch)
    Parts parts = new Parts().kl(x, q, kl).weights(x, q).logLikelihood(s.batch(), each);
    List<Term> terms = new ArrayList<>(Loss.elbo(each, counted, o.beta().at(s, divergence, parts)));
    terms.add(new Term("entropy", entropy(q.logWeights()).neg(), entropy.at(s.clock())));
    Tensor likelihood = each.values().stream().reduce(Tensor::add).orElseThrow();
    return new Loss(terms, likelihood.sub(divergence).detach(), parts.map(), z.shared());
  }

  /**
   * Entropy of the weights of the components that are there: {@code (batch)} in nats.
   *
   * @param logWeights {@code (component, batch)}, -inf where absent
   */
  static Tensor entropy(Tensor logWeights) {
    Tensor zero = Tensors.scalar(0, logWeights);
    // masked before the product: 0 times -inf is NaN, in the gradient too
    Tensor log = torch.where(Bounds.present(logWeights), logWeights, zero);
    return logWeights.exp().mul(log).sum(0).neg();
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", o.beta());
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
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

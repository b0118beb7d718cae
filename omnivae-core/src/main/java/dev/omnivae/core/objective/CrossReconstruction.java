package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Every modality from the code of every other alone, p(text | z_image) and p(image | z_text), for
 * objectives that never decode so.
 *
 * <pre>{@code L(X) = - Σ_b λ_b mean over a ≠ b of E_{z ~ q(z | x_a), w_b}[log p(x_b | z, w_b)]}
 * </pre>
 *
 * <p>To be minimised, nats per example: a likelihood with no KL beside it, hence no bound of
 * anything alone; as an added term it trains q(z | x_a) and the decoder of b to translate. q(z |
 * x_a) is the fusion's posterior given that modality. The private code w_b comes from the prior
 * unless {@code private_codes} says {@code auxiliary} or {@code own}, whose decoder may find x_b in
 * w_b and learn nothing of z. The mean is over the other modalities a sample has; 0, without
 * gradient, where it has none, or not b. Objectives with {@code elbo-naive}'s like have these terms
 * already. The cross terms of Shi et al. 2019, eq. 2, without their importance weights.
 */
public final class CrossReconstruction implements MultimodalObjective {
  private final DrawCounts draws;
  private final PrivateCodes across;
  private final List<String> targets;

  CrossReconstruction(DrawCounts draws, PrivateCodes across, List<String> targets) {
    this.draws = draws;
    this.across = across;
    this.targets = List.copyOf(targets);
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    Experts x = s.experts();
    Posterior q = s.model().fusion().posterior(x, Subsets.singletons(x.modalities().size()));
    Drawn d = Drawn.from(q, s, draws, across);
    Tensor there = Bounds.present(q.logWeights()); // (source, batch)
    List<Term> terms = new ArrayList<>();
    Parts parts = new Parts();
    Tensor total = null;
    for (Map.Entry<String, Tensor> target :
        d.logLikelihood(d.decode(Targets.OTHERS, targets), log -> log).entrySet()) {
      String name = target.getKey();
      long index = x.modalities().indexOf(name);
      Tensor others = there.sum(0).sub(there.select(0, index).to(ScalarType.Long));
      // 0 where source is target: the sum is over the others
      Tensor mean = overSources(d.sum(target.getValue()), others); // (batch)
      parts.put("log_likelihood.cross." + name, mean, s.batch().of(name).available());
      terms.add(new Term("cross." + name, mean.neg(), 1));
      total = total == null ? mean : total.add(mean);
    }
    return new Loss(terms, java.util.Objects.requireNonNull(total).detach(), parts.map());
  }

  private static Tensor overSources(Tensor sum, Tensor others) {
    try (Scalar one = new Scalar(1.0)) {
      return sum.div(others.to(sum.scalar_type()).clamp_min(one));
    }
  }

  /** {@code cross-reconstruction}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode draws, String privateCodes, List<String> targets) {}

    @Override
    public String name() {
      return "cross-reconstruction";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(Options.class, new Options(name(), IntNode.valueOf(1), "prior", List.of()));
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      if (names.size() < 2) {
        throw InputException.of(
            settings.path("name"),
            "for several modalities when it is cross-reconstruction",
            names,
            "leave the term out");
      }
      FusionDemand.singletons(settings, model, name());
      for (String target : o.targets()) {
        if (!names.contains(target)) {
          throw new InputException(
              "%s must name modalities, got '%s'; %s"
                  .formatted(settings.path("targets"), target, Nearest.hint(target, names)));
        }
      }
      return new CrossReconstruction(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Choices.of(PrivateCodes.class, o.privateCodes(), settings.path("private_codes")),
          o.targets().isEmpty() ? names : o.targets());
    }
  }
}

package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
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
import java.util.List;
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
public final class Elbo implements Objective<MultimodalVae> {
  private final DrawCounts draws;
  private final Coefficient beta;

  Elbo(DrawCounts draws, Coefficient beta) {
    this.draws = draws;
    this.beta = beta;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x); // one component
    Draws z = m.draw(q, x, draws.max(), PrivateCodes.OWN, s.noise());
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());

    Tensor likelihood = draws.mean(e.logJointLikelihood()).squeeze(0); // (batch)
    Tensor kl = Bounds.kl(q, z, m.prior(s.batch().conditions())).squeeze(0);
    Tensor elbo = likelihood.sub(Tensors.times(kl, beta.at(s.clock())));

    String name = x.modalities().get(0);
    Parts parts = new Parts().kl(x, q, kl.unsqueeze(0));
    return new Loss(
        List.of(new Term("elbo", elbo.neg(), 1)),
        likelihood.sub(kl).detach(),
        parts.logLikelihood(s.batch(), Map.of(name, likelihood)).map());
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  /** {@code elbo}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode draws, JsonNode beta) {}

    @Override
    public String name() {
      return "elbo";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      if (names.size() != 1) {
        throw InputException.of(
            settings.path("name"), "for one modality when it is elbo", names, "use elbo-naive");
      }
      Options o =
          settings.read(
              Options.class, new Options(name(), IntNode.valueOf(1), DoubleNode.valueOf(1)));
      return new Elbo(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Coefficient.read(o.beta(), settings.path("beta"), 1));
    }
  }
}

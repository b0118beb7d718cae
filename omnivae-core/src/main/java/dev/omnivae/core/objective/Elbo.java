package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
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
  private final Beta beta;

  Elbo(DrawCounts draws, Beta beta) {
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
    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = Bounds.kl(q, z, prior); // (1, batch)
    Tensor counted = beta.counted(kl, q, z, prior).squeeze(0); // with free bits

    Map<String, Tensor> each = Map.of(x.modalities().get(0), likelihood);
    Parts parts = new Parts().kl(x, q, kl).logLikelihood(s.batch(), each);
    return new Loss(
        Loss.elbo(each, counted, beta.at(s, kl, parts)),
        likelihood.sub(kl.squeeze(0)).detach(),
        parts.map(),
        z.shared());
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

  /** {@code elbo}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode draws, JsonNode beta, JsonNode freeBits) {}

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
              Options.class,
              new Options(
                  name(), IntNode.valueOf(1), DoubleNode.valueOf(1), DoubleNode.valueOf(0)));
      return new Elbo(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Beta.read(o.beta(), o.freeBits(), settings, model, 1));
    }
  }
}

package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.ConditionalVae;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The conditional ELBO.
 *
 * <pre>{@code
 * L = E_{z ~ q(z | x)}[λ log p(x_main | z, x_cond)] - β KL(q(z | x), p(z | x_cond))
 * }</pre>
 *
 * <p>To be maximised, nats per example; for β ≥ 1 and λ = 1 a lower bound of log p(x_main |
 * x_cond), not of the joint: numbers do not compare with those of other objectives. What is
 * reported has β = 1. The KL has a closed form where both are of one family, else it is estimated
 * from the same draws. Gradients reach the prior network too: it learns the mean posterior of each
 * condition. Sohn et al. 2015, "Learning Structured Output Representation using Deep Conditional
 * Generative Models".
 */
public final class Cvae implements Objective<ConditionalVae> {
  private final long draws;
  private final Beta beta;

  Cvae(long draws, Beta beta) {
    this.draws = draws;
    this.beta = beta;
  }

  @Override
  public Loss of(Step<ConditionalVae> s) {
    ConditionalVae m = s.model();
    Batch batch = s.batch();
    ConditionalVae.Encoded x = m.encode(batch);
    Factorised q = x.posterior();
    Tensor z = q.sample(s.noise().stream("shared"), draws); // (draw, batch, latent)
    Distribution decoded = m.decode(z, x.context(), batch.conditions(), s.noise().stream("decode"));

    Tensor log = Tensors.times(m.logLikelihood(decoded, batch), m.weight()).mean(0); // (batch)
    boolean closed = x.prior() instanceof Factorised p && q.hasKlTo(p);
    Tensor each = // (batch, latent), or (batch, 1)
        closed
            ? q.klTo((Factorised) x.prior())
            : q.logProb(z).sub(x.prior().logProb(z)).mean(0).unsqueeze(-1);
    Tensor kl = each.sum(-1);
    Parts parts = new Parts().put("kl." + m.main(), kl).logLikelihood(batch, Map.of(m.main(), log));
    Weight weight = beta.at(s, kl, parts);
    return new Loss(
        Loss.elbo(Map.of(m.main(), log), beta.counted(each, closed), weight),
        log.sub(kl).detach(),
        parts.map());
  }

  @Override
  public Optional<String> needsComplete() {
    return Optional.of("generates one modality from all the others it is given");
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", beta);
  }

  @Override
  public Class<ConditionalVae> models() {
    return ConditionalVae.class;
  }

  /** {@code cvae}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, int draws, JsonNode beta, JsonNode freeBits) {
      Options {
        if (draws < 1) {
          throw InputException.of("draws", "at least 1", draws, "write draws: 1");
        }
      }
    }

    @Override
    public String name() {
      return "cvae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class, new Options(name(), 1, DoubleNode.valueOf(1), DoubleNode.valueOf(0)));
      return new Cvae(o.draws(), Beta.read(o.beta(), o.freeBits(), settings, model, 1));
    }
  }
}

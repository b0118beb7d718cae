package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The Wasserstein autoencoder with the MMD penalty (WAE-MMD).
 *
 * <pre>{@code
 * L = E_q[-log p(x | z)] + λ MMD²(q(z), p(z)),  q(z) = E_x[q(z | x)]
 * }</pre>
 *
 * <p>To be minimised. Codes of all samples together shall look like the prior; what a single one
 * looks like costs nothing, so that an encoder may well be deterministic: {@code model.latent}
 * decides. The transport cost is the negative log-likelihood, which for a normal likelihood is |x -
 * x̂|² / 2σ² and a constant. The bound that is reported is -L: there is no ELBO of a deterministic
 * code. Tolstikhin et al. 2018, "Wasserstein Auto-Encoders", eq. 4 and algorithm 2.
 */
public final class Wae implements MultimodalObjective {
  /** Sizes of differences that the published program sees. */
  private static final List<Double> SCALES = List.of(0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0);

  private final Mmd mmd;
  private final Coefficient lambda;

  Wae(Mmd mmd, Coefficient lambda) {
    this.mmd = mmd;
    this.lambda = lambda;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    AggregateMatch match = AggregateMatch.of(s, mmd);
    List<Term> terms = new ArrayList<>();
    match.logLikelihood().forEach((name, value) -> terms.add(Term.likelihood(name, value)));
    Term penalty = new Term("mmd", match.discrepancy(), lambda.at(s.clock()));
    terms.add(penalty);
    Tensor pull = penalty.weight().times(penalty.nats());
    return match.d().loss(terms, match.logLikelihood(), pull, new Parts());
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("lambda", lambda);
  }

  /** {@code wae}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(
        String name, JsonNode lambda, String kernel, List<Double> scales, String estimate) {
      Options {
        scales = List.copyOf(scales);
      }
    }

    @Override
    public String name() {
      return "wae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      OneModality.requireOneCode(settings, name(), model);
      Options o =
          settings.read(
              Options.class,
              new Options(name(), DoubleNode.valueOf(1000), "imq", SCALES, "unbiased"));
      return new Wae(
          Mmd.read(o.kernel(), o.scales(), o.estimate(), settings),
          Coefficient.read(o.lambda(), settings.path("lambda"), 1000));
    }
  }
}

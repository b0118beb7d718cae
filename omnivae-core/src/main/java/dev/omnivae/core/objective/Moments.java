package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Squared distance between the moments of the experts of every pair of modalities.
 *
 * <pre>{@code
 * spread: log-variance  L(X) = mean over pairs a < b, over i of (μ_ai - μ_bi)² + (log σ²_ai - log σ²_bi)²
 * spread: deviation     L(X) = mean over pairs a < b, over i of (μ_ai - μ_bi)² + (σ_ai - σ_bi)²
 * spread: none          L(X) = mean over pairs a < b, over i of (μ_ai - μ_bi)²
 * }</pre>
 *
 * <p>i runs over the shared dimensions; {@code dimensions: sum} adds over them in place of the
 * mean. To be minimised, never negative; a squared distance, not nats. With {@code deviation} and
 * {@code sum} it is, for normal experts, the squared 2-Wasserstein distance between them. Unlike a
 * KL it does not grow as experts narrow, and so does not keep them wide. Gradients reach both
 * experts of a pair but those of {@code fixed} modalities, which are detached. Over the pairs a
 * sample has; 0 where it has none. The bound that is reported, where it stands alone, is its
 * negative.
 *
 * <p>{@code log-variance}, {@code mean} is the term of Re-MVAE (published as a program; there is no
 * paper), whose mean over batch and dimensions this is.
 */
public final class Moments implements MultimodalObjective {
  private final ExpertPairs pairs;
  private final Spread spread;
  private final boolean sum;

  Moments(ExpertPairs pairs, Spread spread, boolean sum) {
    this.pairs = pairs;
    this.spread = spread;
    this.sum = sum;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    Tensor distance = pairs.mean(s.experts(), this::distance); // (batch)
    Parts parts = new Parts().put("moments", distance);
    return new Loss(
        List.of(new Term("moments", distance, 1)), distance.neg().detach(), parts.map());
  }

  private Tensor distance(Factorised a, Factorised b) {
    Tensor each = a.mean().sub(b.mean()).square(); // (batch, latent)
    if (spread != Spread.NONE) {
      each = each.add(spread.of(a).sub(spread.of(b)).square());
    }
    return sum ? each.sum(-1) : each.mean(-1L);
  }

  /** Which second moment is compared. */
  enum Spread {
    LOG_VARIANCE,
    DEVIATION,
    NONE;

    private Tensor of(Factorised q) {
      Tensor deviation = q.standardDeviation();
      return this == LOG_VARIANCE ? Tensors.times(deviation.log(), 2) : deviation;
    }
  }

  /** {@code moments}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, String spread, String dimensions, List<String> fixed) {}

    private enum Dimensions {
      MEAN,
      SUM
    }

    @Override
    public String name() {
      return "moments";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(Options.class, new Options(name(), "log-variance", "mean", List.of()));
      return new Moments(
          ExpertPairs.of(settings, model, o.fixed(), name()),
          Choices.of(Spread.class, o.spread(), settings.path("spread")),
          Choices.of(Dimensions.class, o.dimensions(), settings.path("dimensions"))
              == Dimensions.SUM);
    }
  }
}

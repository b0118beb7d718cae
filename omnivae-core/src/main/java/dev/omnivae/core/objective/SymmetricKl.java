package dev.omnivae.core.objective;

import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Symmetric KL between the experts of every pair of modalities (Jeffreys' divergence, halved): what
 * draws the posteriors of partners together, widths and all.
 *
 * <pre>{@code L(X) = mean over pairs a < b of ½ [KL(q_a, q_b) + KL(q_b, q_a)]}</pre>
 *
 * <p>To be minimised, never negative, 0 only where all experts agree; nats per example, summed over
 * the shared dimensions. In closed form for normal and for Laplace experts. Gradients reach both
 * experts of a pair but those of {@code fixed} modalities, which are detached. Over the pairs a
 * sample has; 0 where it has none. The bound that is reported, where it stands alone, is its
 * negative. Jeffreys 1946, "An Invariant Form for the Prior Probability in Estimation Problems".
 */
public final class SymmetricKl implements MultimodalObjective {
  private final ExpertPairs pairs;

  SymmetricKl(ExpertPairs pairs) {
    this.pairs = pairs;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    Tensor both = pairs.mean(s.experts(), (a, b) -> a.klTo(b).add(b.klTo(a)).sum(-1));
    Tensor symmetric = Tensors.times(both, 0.5); // (batch)
    Parts parts = new Parts().put("symmetric_kl", symmetric);
    return new Loss(
        List.of(new Term("symmetric-kl", symmetric, 1)), symmetric.neg().detach(), parts.map());
  }

  /** {@code symmetric-kl}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, List<String> fixed) {}

    @Override
    public String name() {
      return "symmetric-kl";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o = settings.read(Options.class, new Options(name(), List.of()));
      return new SymmetricKl(ExpertPairs.of(settings, model, o.fixed(), name()));
    }
  }
}

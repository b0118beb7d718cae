package dev.omnivae.eval.likelihood;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.ModalityModel;
import dev.omnivae.core.model.Model;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Logarithms of draws whose mean is a likelihood. */
@FunctionalInterface
public interface LogWeights {
  /**
   * Draws.
   *
   * @param batch samples that have all that is asked of
   * @param draws K
   * @return {@code (draw, batch)} in nats
   */
  Tensor of(Batch batch, long draws, Noise noise);

  /**
   * Importance weights of what a model is given.
   *
   * <pre>{@code w_k = p(x_S, z_k) / q(z_k | x_S),  z_k ~ q(z | x_S):   E[w] = p(x_S)}</pre>
   *
   * @param given S
   */
  static LogWeights evidence(Model model, Set<String> given) {
    return (batch, draws, noise) -> {
      Batch seen = batch.given(given);
      Latents z = model.infer(seen, draws, noise);
      return model.logJoint(z, seen).sub(model.logProposal(z, seen));
    };
  }

  /**
   * Likelihoods of targets under codes of what a model is given: of the distribution that it
   * generates from, private codes of the targets drawn from their priors.
   *
   * <pre>{@code w_k = Π_t p(x_t | z_k),  z_k ~ q(z | x_S):   E[w] = ∫ q(z | x_S) Π_t p(x_t | z) dz}
   * </pre>
   *
   * @param given S
   * @param targets t, none of them in S
   */
  static LogWeights predictive(Model model, Set<String> given, Set<String> targets) {
    return (batch, draws, noise) -> {
      Latents z = model.infer(batch.given(given), draws, noise);
      Tensor total = null;
      for (String target : targets) {
        Distribution p = model.decode(target, z, batch.conditions(), noise);
        Tensor log = ModalityModel.logLikelihood(p, batch.of(target), 1);
        total = total == null ? log : total.add(log);
      }
      if (total == null) {
        throw new IllegalArgumentException("targets must be at least one, got none");
      }
      return total;
    };
  }
}

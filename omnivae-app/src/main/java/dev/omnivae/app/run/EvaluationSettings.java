package dev.omnivae.app.run;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.network.text.Generation;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.likelihood.LikelihoodSettings;
import dev.omnivae.eval.sampler.FitSettings;
import java.util.List;

/**
 * What is measured after training: {@code evaluation}.
 *
 * @param metrics names of metrics, see {@code docs/metrics.md}
 * @param samplers names of samplers fitted to the codes after training, see {@code
 *     docs/samplers.md}
 * @param fitting how samplers are fitted
 * @param candidates samples among which {@code alignment} looks for the partner of one, at most
 * @param likelihood how the metric {@code nll} estimates likelihoods
 * @param generation how texts are written when samples are drawn
 */
public record EvaluationSettings(
    List<String> metrics,
    List<String> samplers,
    FitSettings fitting,
    int candidates,
    LikelihoodSettings likelihood,
    Generation generation) {
  /** What a recipe gets that says nothing. */
  public static final EvaluationSettings DEFAULT =
      new EvaluationSettings(
          List.of("coherence", "latent_accuracy", "elbo"),
          List.of(),
          FitSettings.DEFAULT,
          Evaluation.CANDIDATES,
          LikelihoodSettings.DEFAULT,
          Generation.GREEDY);

  public EvaluationSettings {
    metrics = List.copyOf(metrics);
    samplers = List.copyOf(samplers);
    if (candidates < 2) {
      throw InputException.of(
          "candidates",
          "at least 2, one of them the partner",
          candidates,
          "write candidates: 1000");
    }
  }
}

package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import java.util.Map;

/**
 * The evidence lower bound with the model's whole posterior, by Monte Carlo.
 *
 * <pre>{@code elbo = mean over x of E_{z ~ q(z|x)}[log p(x, z) - log q(z | x)] <= mean of log p(x)}
 * </pre>
 *
 * <p>In nats per example, to be maximised; all likelihoods unweighted, beta 1, so that recipes
 * compare whatever they train with. One draw an example: the mean over thousands of examples does
 * the averaging.
 */
public final class ElboMetric implements Metric {
  /** Samples looked at, at most. */
  public static final long MOST = 10_000;

  @Override
  public String name() {
    return "elbo";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Model model = evaluation.model();
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions = Batches.positions(samples.size(), MOST, evaluation.seed());
    Noise noise = evaluation.noise("elbo");
    double[] sum = new double[1];
    Batches.forEach(
        samples,
        positions,
        (batch, from) -> {
          Latents z = model.infer(batch, 1, noise.stream("@" + from));
          sum[0] += Tensors.item(model.logJoint(z, batch).sub(model.logProposal(z, batch)).sum());
        });
    return Map.of("elbo", sum[0] / positions.length);
  }
}

package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * How well a modality comes back from itself alone.
 *
 * <pre>{@code mse = mean over samples and elements of (x - E[p(x | z)])²,  z ~ q(z | x)}</pre>
 *
 * <p>For images, audio and vectors; per element, so that sizes compare.
 */
public final class ReconstructionMetric implements Metric {
  /** Samples looked at, at most. */
  public static final long MOST = 10_000;

  @Override
  public String name() {
    return "reconstruction";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions = Batches.positions(samples.size(), MOST, evaluation.seed());
    Noise noise = evaluation.noise("reconstruction");
    Map<String, double[]> sums = new TreeMap<>();
    Batches.forEach(
        samples,
        positions,
        (batch, from) ->
            evaluation.model().modalities().stream()
                .filter(modality -> modality.kind() != Modality.Kind.TOKENS)
                .filter(m -> evaluation.model().generates(m.name(), Set.of(m.name())))
                .forEach(
                    modality -> {
                      double[] sum = sums.computeIfAbsent(modality.name(), n -> new double[2]);
                      add(sum, evaluation.model(), modality, batch, noise.stream("@" + from));
                    }));
    Map<String, Double> values = new TreeMap<>();
    sums.forEach((name, sum) -> values.put("reconstruction." + name + ".mse", sum[0] / sum[1]));
    return values;
  }

  private static void add(double[] sum, Model model, Modality modality, Batch batch, Noise noise) {
    String name = modality.name();
    Latents z = model.infer(batch.given(Set.of(name)), 1, noise.stream(name));
    Tensor mean = model.decode(name, z, batch.conditions(), noise).mean().squeeze(0);
    sum[0] += Tensors.item(mean.sub(batch.of(name).value()).square().sum());
    sum[1] += mean.numel();
  }
}

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * Images beside what a model makes of them, and of what else it is given.
 *
 * <pre>{@code
 * NAME.A    = mean over samples of f(x_A, E[p(x_A | z)]),  z ~ q(z | x_A)
 * NAME.B->A = the same with z ~ q(z | x_B)
 * }</pre>
 *
 * @param name of the metric
 * @param most samples looked at, at most
 * @param compare f, of {@code (batch, channel, height, width)} twice, {@code (batch)}
 */
record ImagePairs(String name, long most, BinaryOperator<Tensor> compare) {
  /** Of these modalities. */
  Map<String, Double> measure(Evaluation evaluation, List<Modality> images) {
    Model model = evaluation.model();
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions = Batches.positions(samples.size(), most, evaluation.seed());
    Noise noise = evaluation.noise(name);
    Map<String, double[]> sums = new LinkedHashMap<>();
    Batches.forEach(
        samples,
        positions,
        (batch, from) -> {
          for (Modality image : images) {
            for (Modality given : model.modalities()) {
              if (model.generates(image.name(), Set.of(given.name()))) {
                String pair = given.equals(image) ? "" : given.name() + "->";
                double[] sum =
                    sums.computeIfAbsent(name + "." + pair + image.name(), k -> new double[2]);
                Noise own = noise.stream(given.name() + image.name() + "@" + from);
                add(sum, model, image.name(), given.name(), batch, own);
              }
            }
          }
        });
    Map<String, Double> values = new TreeMap<>();
    sums.forEach(
        (key, sum) -> {
          if (sum[1] > 0) {
            values.put(key, sum[0] / sum[1]);
          }
        });
    return values;
  }

  private void add(
      double[] sum, Model model, String image, String given, Batch batch, Noise noise) {
    Batch seen = Batches.having(Batches.having(batch, List.of(image)), List.of(given));
    if (seen.size() == 0) {
      return;
    }
    Latents z = model.infer(seen.given(Set.of(given)), 1, noise);
    Tensor made = model.decode(image, z, seen.conditions(), noise).mean().squeeze(0);
    sum[0] += Tensors.item(compare.apply(seen.of(image).value(), made).sum());
    sum[1] += seen.size();
  }
}

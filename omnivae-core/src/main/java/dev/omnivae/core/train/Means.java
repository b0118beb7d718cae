package dev.omnivae.core.train;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Means of what a step measured, on the device.
 *
 * @param names of the values, in their order
 * @param values {@code (name)}
 */
record Means(List<String> names, Tensor values) {
  /**
   * Takes all means over the batch in one call: a step measures a dozen things, each of a few
   * numbers, so that calls are what they cost.
   *
   * @param measured by name: scalars, or a number for each sample
   */
  static Means of(Map<String, Tensor> measured) {
    List<String> names = new ArrayList<>();
    List<String> scalars = new ArrayList<>();
    long batch =
        measured.values().stream()
            .filter(t -> t.dim() > 0)
            .mapToLong(Tensor::numel)
            .findFirst()
            .orElse(0);
    List<Tensor> samples = new ArrayList<>();
    List<Tensor> means = new ArrayList<>();
    try (NoGrad off = NoGrad.open()) {
      measured.forEach(
          (name, value) -> {
            if (value.dim() == 1 && value.numel() == batch) {
              names.add(name);
              samples.add(value);
            } else {
              scalars.add(name);
              means.add((value.dim() == 0 ? value : value.mean()).view(1));
            }
          });
      if (!names.isEmpty()) {
        means.add(0, Tensors.mean(Tensors.cat(samples, 0).view(names.size(), batch), 1));
        names.addAll(scalars);
        return new Means(names, Tensors.cat(means, 0));
      }
      return new Means(scalars, Tensors.cat(means, 0));
    }
  }
}

package dev.omnivae.eval.probe;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Mean codes of single samples of one modality, with the true factors that they were made from.
 *
 * @param codes by latent dimension, then by sample
 * @param factors by name, one number a sample; the class is one of them
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record FactorCodes(double[][] codes, Map<String, double[]> factors) {
  /** The factor that labels are. */
  public static final String CLASS = "class";

  public FactorCodes {
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  /**
   * Codes of at most so many samples; empty where nothing is known of their factors, or the model
   * has no shared code of this modality alone.
   */
  public static Optional<FactorCodes> collect(
      Evaluation evaluation, Split split, String modality, long most) {
    if (!generatesSomething(evaluation, modality)) {
      return Optional.empty();
    }
    Map<String, float[]> known = evaluation.dataset().factors(split, modality);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Samples samples = evaluation.dataset().singles(split, modality);
    long[] positions = Batches.positions(samples.size(), most, evaluation.seed());
    Map<String, double[]> factors = new LinkedHashMap<>();
    known.forEach((name, values) -> factors.put(name, pick(values, positions)));
    double[] labels = new double[positions.length];
    List<float[]> rows = new ArrayList<>();
    Noise noise = evaluation.noise("factors." + split.key() + "." + modality);
    boolean[] labelled = {!evaluation.dataset().info().classes().isEmpty()};
    Batches.forEach(
        samples,
        positions,
        (batch, from) -> {
          Batch alone = alone(batch, evaluation.model().modalities());
          Tensor mean = MeanCodes.of(evaluation.model(), alone, noise.stream("@" + from));
          if (mean != null) {
            rows.add(Tensors.floats(mean));
          }
          Tensor of = batch.labels();
          labelled[0] &= of != null;
          if (of != null) {
            double[] each = Tensors.doubles(of);
            System.arraycopy(each, 0, labels, Math.toIntExact(from), each.length);
          }
        });
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    if (labelled[0]) {
      factors.putIfAbsent(CLASS, labels);
    }
    return Optional.of(new FactorCodes(columns(rows, positions.length), factors));
  }

  /** A model that generates nothing from a modality alone has no codes of it alone. */
  private static boolean generatesSomething(Evaluation evaluation, String given) {
    return evaluation.model().modalities().stream()
        .anyMatch(target -> evaluation.model().generates(target.name(), Set.of(given)));
  }

  private static double[] pick(float[] values, long[] positions) {
    double[] picked = new double[positions.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = values[Math.toIntExact(positions[i])];
    }
    return picked;
  }

  /** The batch of one modality as one of all, the others absent. */
  private static Batch alone(Batch batch, List<Modality> modalities) {
    Map<String, Observation> all = new LinkedHashMap<>();
    for (Modality modality : modalities) {
      Observation seen = batch.modalities().get(modality.name());
      all.put(modality.name(), seen == null ? absent(modality, batch.size()) : seen);
    }
    return new Batch(all, batch.conditions(), batch.labels(), batch.ids());
  }

  private static Observation absent(Modality modality, long rows) {
    boolean text = modality.kind() == Modality.Kind.TOKENS;
    Tensor value =
        Tensors.zeros(
            text ? ScalarType.Long : ScalarType.Float, Tensors.prepend(modality.sizes(), rows));
    return new Observation(value, Tensors.zeros(ScalarType.Bool, rows), null);
  }

  private static double[][] columns(List<float[]> parts, int samples) {
    int width = parts.stream().mapToInt(part -> part.length).sum() / samples;
    double[][] columns = new double[width][samples];
    int sample = 0;
    for (float[] part : parts) {
      for (int at = 0; at < part.length; at += width) {
        for (int d = 0; d < width; d++) {
          columns[d][sample] = part[at + d];
        }
        sample++;
      }
    }
    return columns;
  }
}

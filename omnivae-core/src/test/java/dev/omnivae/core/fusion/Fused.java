package dev.omnivae.core.fusion;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.LatentFamilies;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.Encoding;
import dev.omnivae.core.state.ParameterStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Experts written as numbers, and fusions of them. */
final class Fused {
  /** The two experts of the closed-form values: means and log variances over two dimensions. */
  static final double[][] MEANS = {{1, -2}, {3, 0.5}};

  static final double[][] LOG_VARIANCES = {{0, Math.log(4)}, {-Math.log(4), 0}};

  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  private Fused() {}

  /**
   * Normal experts of modalities a, b, c, ... over one sample per row of {@code there}.
   *
   * @param raw locations and log variances: {@code (modality, 2, latent)}, the same for all samples
   * @param there per sample, one character per modality, 1 or 0; null for one complete sample
   */
  static Experts experts(Tensor raw, String @Nullable ... there) {
    int samples = there == null || there.length == 0 ? 1 : there.length;
    Map<String, Observation> observations = new LinkedHashMap<>();
    Map<String, Encoding> encodings = new LinkedHashMap<>();
    for (int m = 0; m < raw.size(0); m++) {
      Tensor value = torch.zeros(new long[] {samples, 1}, raw.options());
      Observation observation = Observation.of(value);
      if (there != null && there.length > 0) {
        byte[] mask = new byte[samples];
        for (int b = 0; b < samples; b++) {
          mask[b] = (byte) (there[b].charAt(m) - '0');
        }
        observation = observation.withAvailable(Tensors.of(mask, samples).to(ScalarType.Bool));
      }
      observations.put(NAMES.get(m), observation);
      long[] shape = {samples, raw.size(2)};
      Tensor location = raw.select(0, m).select(0, 0).expand(shape);
      Tensor logScale = Tensors.times(raw.select(0, m).select(0, 1), 0.5).expand(shape);
      encodings.put(NAMES.get(m), new Encoding(location, Normal.ofLog(location, logScale), null));
    }
    Batch batch = new Batch(observations, null, null, Tensors.of(new long[samples], samples));
    return new Experts(batch, encodings);
  }

  /** {@code (modality, 2, latent)} in float64. */
  static Tensor raw(double[][] means, double[][] logVariances) {
    int latent = means[0].length;
    double[] flat = new double[means.length * 2 * latent];
    for (int m = 0; m < means.length; m++) {
      System.arraycopy(means[m], 0, flat, 2 * m * latent, latent);
      System.arraycopy(logVariances[m], 0, flat, (2 * m + 1) * latent, latent);
    }
    return Tensors.of(flat, means.length, 2, latent);
  }

  /** The two experts of the closed-form values. */
  static Tensor golden() {
    return raw(MEANS, LOG_VARIANCES);
  }

  /** A fusion over modalities a, b, ..., of normal or Laplace codes. */
  static Fusion fusion(
      String json, int modalities, long latent, String family, ParameterStore store) {
    Settings settings =
        Settings.parse("{\"fusion\": " + json.replace('\'', '"') + "}").child("fusion");
    return Extensions.of(FusionProvider.class, "fusion")
        .get(settings.text("name", ""))
        .create(
            new FusionContext(
                settings,
                NAMES.subList(0, modalities),
                java.util.Collections.nCopies(modalities, latent),
                LatentFamilies.of(family, "exp"),
                latent,
                store.root().child("fusion")));
  }

  /** A fusion without parameters of normal codes. */
  static Fusion fusion(String json, int modalities) {
    return fusion(json, modalities, 2, "normal", new ParameterStore());
  }

  /** Locations of a component of a sample. */
  static double[] location(Posterior q, int component, int sample) {
    return Tensors.doubles(q.components().mean().select(0, component).select(0, sample));
  }

  /** Log variances of a component of a sample. */
  static double[] logVariance(Posterior q, int component, int sample) {
    Tensor logScale = ((Normal) q.components()).logScale();
    Tensor doubled = Tensors.times(logScale.select(0, component).select(0, sample), 2);
    return Tensors.doubles(Tensors.plus(doubled, 0)); // no -0
  }

  /** Weights of all components of a sample. */
  static double[] weights(Posterior q, int sample) {
    return Tensors.doubles(q.logWeights().select(1, sample).exp());
  }
}

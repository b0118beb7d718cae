package dev.omnivae.eval.probe;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.oracle.Labels;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Sampled codes of some samples with their labels, held on the Java side. */
public final class Codes {
  private final float[] values;
  private final long[] labels;

  /**
   * Codes and labels.
   *
   * @param values row-major, {@code (sample, latent)}
   * @param labels per sample
   */
  Codes(float[] values, long[] labels) {
    this.values = values;
    this.labels = labels;
  }

  /** Draws codes {@code (1, batch, latent)} for a batch. */
  @FunctionalInterface
  public interface Source {
    Latents of(Batch batch, Noise noise);
  }

  /**
   * One draw from every source for every sample.
   *
   * @param most samples looked at, at most
   */
  public static Map<String, Codes> collect(
      Map<String, Source> sources, Samples samples, long most, long seed, Noise noise) {
    long[] positions = Batches.positions(samples.size(), most, seed);
    Map<String, Codes> all = new HashMap<>();
    Batches.forEach(
        samples,
        positions,
        (batch, from) -> {
          long[] labels = Tensors.longs(Labels.of(batch));
          sources.forEach(
              (name, source) -> {
                Tensor code = joined(source.of(batch, noise.stream(name + "@" + from)));
                int width = Math.toIntExact(code.size(1));
                Codes codes =
                    all.computeIfAbsent(
                        name,
                        n ->
                            new Codes(
                                new float[positions.length * width], new long[positions.length]));
                int at = Math.toIntExact(from);
                System.arraycopy(
                    Tensors.floats(code), 0, codes.values, at * width, labels.length * width);
                System.arraycopy(labels, 0, codes.labels, at, labels.length);
              });
        });
    return all;
  }

  public int size() {
    return labels.length;
  }

  public int width() {
    return values.length / labels.length;
  }

  /** {@code (sample, latent)}. */
  Tensor tensor() {
    return Tensors.of(values, size(), width());
  }

  float[] values() {
    return values.clone();
  }

  long[] labels() {
    return labels.clone();
  }

  /** {@code (sample)} int64. */
  Tensor labelTensor() {
    return Tensors.of(labels, size());
  }

  /** The shared code; all codes side by side for a model without one. {@code (batch, latent)} */
  private static Tensor joined(Latents latents) {
    Tensor shared = latents.codes().get(Latents.SHARED);
    return (shared == null ? Tensors.cat(latents.codes().values(), -1) : shared).squeeze(0);
  }
}

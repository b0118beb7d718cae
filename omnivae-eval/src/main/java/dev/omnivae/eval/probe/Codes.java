package dev.omnivae.eval.probe;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.latent.CodeSet;
import dev.omnivae.eval.oracle.Labels;
import dev.omnivae.eval.projection.Points;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /**
   * Where codes come from.
   *
   * @param modalities what is encoded; samples that lack any of it have no code
   */
  public record Source(Set<String> modalities, Encoding encoding) {}

  /** Draws codes {@code (1, batch, latent)} for a batch. */
  @FunctionalInterface
  public interface Encoding {
    Latents of(Batch batch, Noise noise);
  }

  /**
   * One draw from every source for every sample that has its modalities. A source that no sample
   * has is not among them.
   *
   * @param most samples looked at, at most
   */
  public static Map<String, Codes> collect(
      Map<String, Source> sources, Samples samples, long most, long seed, Noise noise) {
    Map<String, List<Codes>> parts = new HashMap<>();
    Batches.forEach(
        samples,
        Batches.positions(samples.size(), most, seed),
        (batch, from) ->
            sources.forEach(
                (name, source) -> {
                  int[] rows = Batches.rowsHavingAll(batch, source.modalities());
                  if (rows.length > 0) {
                    Batch having = Batches.rows(batch, rows);
                    Noise stream = noise.stream(name + "@" + from);
                    Tensor code = CodeSet.shared(source.encoding().of(having, stream)).squeeze(0);
                    parts
                        .computeIfAbsent(name, n -> new ArrayList<>())
                        .add(new Codes(Tensors.floats(code), Tensors.longs(Labels.of(having))));
                  }
                }));
    Map<String, Codes> all = new HashMap<>();
    parts.forEach((name, each) -> all.put(name, joined(each)));
    return all;
  }

  /** One after the other. */
  private static Codes joined(List<Codes> parts) {
    int size = parts.stream().mapToInt(Codes::size).sum();
    float[] values = new float[size * parts.get(0).width()];
    long[] labels = new long[size];
    int at = 0;
    for (Codes part : parts) {
      System.arraycopy(part.values, 0, values, at * part.width(), part.values.length);
      System.arraycopy(part.labels, 0, labels, at, part.size());
      at += part.size();
    }
    return new Codes(values, labels);
  }

  public int size() {
    return labels.length;
  }

  public int width() {
    return values.length / labels.length;
  }

  /** {@code (sample, latent)} float32. */
  public Tensor tensor() {
    return Tensors.of(values, size(), width());
  }

  /** The codes. */
  public Points points() {
    return new Points(values(), width());
  }

  float[] values() {
    return values.clone();
  }

  /** Of each code. */
  public long[] labels() {
    return labels.clone();
  }

  /** {@code (sample)} int64. */
  Tensor labelTensor() {
    return Tensors.of(labels, size());
  }
}

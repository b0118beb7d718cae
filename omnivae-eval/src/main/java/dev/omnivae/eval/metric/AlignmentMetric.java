package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.probe.MeanCodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How close the modalities of one sample are in the latent space: for every ordered pair A, B,
 * whether the mean of q(z given x_A) finds that of its own x_B among those of all samples, see
 * {@link Retrieval}.
 *
 * <p>Recall depends on how many samples there are to be found: {@link Evaluation#candidates}.
 *
 * <p>Means are those of the posterior that generation draws from; of a model whose posterior has no
 * closed form, and of a hierarchy's shared code, the mean of {@link MeanCodes#DRAWS} draws.
 */
public final class AlignmentMetric implements Metric {
  private static final int[] RANKS = {1, 5, 10};

  @Override
  public String name() {
    return "alignment";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Model model = evaluation.model();
    List<String> names =
        model.modalities().stream()
            .map(Modality::name)
            .filter(name -> generatesSomething(model, name))
            .toList();
    if (names.size() < 2) {
      evaluation.say(
          "alignment: skipped, it compares modalities and the model infers from only "
              + names.size());
      return Map.of();
    }
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions =
        Batches.positions(samples.size(), evaluation.candidates(), evaluation.seed());
    Map<String, Means> means = new LinkedHashMap<>();
    names.forEach(name -> means.put(name, new Means(positions.length)));
    Noise noise = evaluation.noise("alignment");
    Batches.forEach(
        samples,
        positions,
        (batch, from) ->
            means.forEach(
                (name, of) ->
                    of.put(
                        mean(model, batch, name, noise.stream(name + "@" + from)),
                        batch.of(name).available(),
                        Math.toIntExact(from))));
    if (means.values().stream().anyMatch(of -> of.width == 0)) {
      evaluation.say("alignment: skipped, the model has no shared code");
      return Map.of();
    }
    Map<String, Double> values = new TreeMap<>();
    for (String a : names) {
      for (String b : names) {
        if (!a.equals(b)) {
          compare("alignment." + a + "->" + b, means.get(a), means.get(b), values);
        }
      }
    }
    return values;
  }

  /** A model that generates nothing from a modality alone has no codes of it alone. */
  private static boolean generatesSomething(Model model, String given) {
    return model.modalities().stream()
        .anyMatch(target -> model.generates(target.name(), Set.of(given)));
  }

  /** {@code (batch, latent)}; null for a model without a shared code. */
  private static @Nullable Tensor mean(Model model, Batch batch, String name, Noise noise) {
    return MeanCodes.of(model, batch.given(Set.of(name)), noise);
  }

  private static void compare(
      String key, @Nullable Means a, @Nullable Means b, Map<String, Double> values) {
    if (a == null || b == null) {
      throw new IllegalStateException("both modalities must have codes");
    }
    int[] both = a.alsoIn(b);
    if (both.length < 2) {
      return; // nothing to tell a partner from
    }
    float[] queries = a.rows(both);
    float[] candidates = b.rows(both);
    Retrieval found = Retrieval.of(queries, candidates, both.length);
    for (int k : RANKS) {
      values.put(key + ".recall_at_" + k, found.recallAt(k));
    }
    values.put(key + ".mrr", found.meanReciprocalRank());
    values.put(key + ".distance_ratio", found.distanceRatio());
    // on the unit sphere the nearest has the greatest cosine
    Retrieval turned =
        Retrieval.of(unit(queries, both.length), unit(candidates, both.length), both.length);
    values.put(key + ".recall_at_1.cosine", turned.recallAt(1));
  }

  private static float[] unit(float[] rows, int samples) {
    int width = rows.length / samples;
    float[] scaled = new float[rows.length];
    for (int from = 0; from < rows.length; from += width) {
      double square = 0;
      for (int k = from; k < from + width; k++) {
        square += (double) rows[k] * rows[k];
      }
      for (int k = from; k < from + width; k++) {
        scaled[k] = square == 0 ? 0 : (float) (rows[k] / Math.sqrt(square));
      }
    }
    return scaled;
  }

  /** Means of one modality's posteriors, on the Java side. */
  private static final class Means {
    private final boolean[] there;
    private float[] values = new float[0];
    private int width;

    Means(int samples) {
      there = new boolean[samples];
    }

    void put(@Nullable Tensor mean, @Nullable Tensor available, int from) {
      if (mean == null) {
        return;
      }
      int rows = Math.toIntExact(mean.size(0));
      width = Math.toIntExact(mean.size(1));
      if (values.length == 0) {
        values = new float[there.length * width];
      }
      System.arraycopy(Tensors.floats(mean), 0, values, from * width, rows * width);
      long[] has = available == null ? new long[0] : Tensors.longs(available);
      for (int i = 0; i < rows; i++) {
        there[from + i] = available == null || has[i] != 0;
      }
    }

    int[] alsoIn(Means other) {
      return java.util.stream.IntStream.range(0, there.length)
          .filter(i -> there[i] && other.there[i])
          .toArray();
    }

    float[] rows(int[] chosen) {
      float[] picked = new float[chosen.length * width];
      for (int i = 0; i < chosen.length; i++) {
        System.arraycopy(values, chosen[i] * width, picked, i * width, width);
      }
      return picked;
    }
  }
}

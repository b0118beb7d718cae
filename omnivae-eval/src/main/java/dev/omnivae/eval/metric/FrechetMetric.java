package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.PriorDraws;
import dev.omnivae.eval.oracle.Oracles;
import dev.omnivae.eval.quality.Embedding;
import dev.omnivae.eval.quality.EmbeddingSource;
import dev.omnivae.eval.quality.FeatureSample;
import dev.omnivae.eval.quality.FrechetDistance;
import dev.omnivae.eval.quality.Manifolds;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * How far generated images are from real ones, in what the oracle of their modality sees: the
 * {@link FrechetDistance} of its last hidden layer and {@link Manifolds} in it.
 *
 * <pre>{@code
 * frechet.A         real images of the split and E[p(x_A | z)], z ~ p(z)
 * frechet.A.NAME    z drawn by a sampler
 * frechet.B->A      z ~ q(z | x_B) of the split's samples
 * frechet.A.real    real images of the split and of the training split: what remains for a model
 * }</pre>
 *
 * <p>Each with {@code .within}, the mean over classes of the distance between real and generated
 * images that the oracle puts into the class, and the four of {@link Manifolds}. Not called FID:
 * that is of Inception's features alone.
 */
public final class FrechetMetric implements Metric {
  /** Images of a kind, at most: as many generated as real. */
  public static final int MOST = 10_000;

  /** Of these, at most so many among which neighbours are looked for. */
  public static final int MOST_NEIGHBOURS = 5_000;

  private final String name;
  private final EmbeddingSource embeddings;

  public FrechetMetric() {
    this("frechet", new Oracles()::embedding);
  }

  /**
   * In what another network sees.
   *
   * @param name with which its keys begin
   */
  FrechetMetric(String name, EmbeddingSource embeddings) {
    this.name = name;
    this.embeddings = embeddings;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    for (Modality modality : evaluation.model().modalities()) {
      String target = modality.name();
      Optional<Embedding> found = embeddings.of(evaluation, modality);
      if (found.isPresent()) {
        // what is fitted now outlives this modality's scope
        Map<String, Evaluation> samplers = samplers(evaluation, target);
        try (Scope scope = Scope.open()) {
          measure(evaluation, samplers, target, found.get(), values);
        }
      }
    }
    if (values.isEmpty()) {
      evaluation.say(
          name
              + ": skipped, no modality of images with classes or attributes for an oracle, or"
              + " too few of them");
    }
    return values;
  }

  /** By sampler; none for what is not generated from nothing. */
  private static Map<String, Evaluation> samplers(Evaluation evaluation, String target) {
    Map<String, Evaluation> samplers = new TreeMap<>();
    if (evaluation.model().generates(target, Set.of())) {
      evaluation.samplers().names().forEach(s -> samplers.put(s, evaluation.drawnBy(s)));
    }
    return samplers;
  }

  private void measure(
      Evaluation evaluation,
      Map<String, Evaluation> samplers,
      String target,
      Embedding embedding,
      Map<String, Double> values) {
    Model model = evaluation.model();
    FeatureSample real = real(evaluation, evaluation.split(), target, embedding);
    Split beside = evaluation.split() == Split.TRAIN ? Split.TEST : Split.TRAIN;
    FeatureSample others = real(evaluation, beside, target, embedding);
    if (Math.min(real.size(), others.size()) <= Manifolds.WIDE) {
      return;
    }
    put(name + "." + target + ".real", real, others, values);
    if (model.generates(target, Set.of())) {
      String key = name + "." + target;
      compare(key, real, drawn(evaluation, target, embedding, real.size()), values);
      samplers.forEach(
          (sampler, by) ->
              compare(
                  key + "." + sampler, real, drawn(by, target, embedding, real.size()), values));
    }
    for (Modality modality : model.modalities()) {
      String given = modality.name();
      if (!given.equals(target) && model.generates(target, Set.of(given))) {
        FeatureSample made = given(evaluation, given, target, embedding, real.size());
        compare(name + "." + given + "->" + target, real, made, values);
      }
    }
  }

  private static FeatureSample real(
      Evaluation evaluation, Split split, String target, Embedding embedding) {
    Samples singles = evaluation.dataset().singles(split, target);
    FeatureSample sample = new FeatureSample(embedding);
    Batches.forEach(
        singles,
        Batches.positions(singles.size(), MOST, evaluation.seed()),
        (batch, from) -> {
          Batch having = Batches.having(batch, Set.of(target));
          sample.add(having.of(target).value());
        });
    return sample;
  }

  private FeatureSample drawn(
      Evaluation evaluation, String target, Embedding embedding, long count) {
    FeatureSample sample = new FeatureSample(embedding);
    PriorDraws.forEach(
        evaluation,
        count,
        evaluation.noise(name + "." + target),
        (codes, conditions, noise) -> {
          Tensor made = evaluation.model().decode(target, codes, conditions, noise).mean();
          sample.add(made.squeeze(0));
        });
    return sample;
  }

  private FeatureSample given(
      Evaluation evaluation, String given, String target, Embedding embedding, long most) {
    Model model = evaluation.model();
    Samples samples = evaluation.dataset().samples(evaluation.split());
    Noise noise = evaluation.noise(name + "." + given + "->" + target);
    FeatureSample sample = new FeatureSample(embedding);
    Batches.forEach(
        samples,
        Batches.positions(samples.size(), most, evaluation.seed()),
        (batch, from) -> {
          Batch seen = Batches.having(batch, Set.of(given));
          if (seen.size() > 0) {
            Noise own = noise.stream("@" + from);
            Latents z = model.infer(seen.given(Set.of(given)), 1, own);
            Tensor made = model.decode(target, z, seen.conditions(), own).mean();
            sample.add(made.squeeze(0));
          }
        });
    return sample;
  }

  private static void compare(
      String key, FeatureSample real, FeatureSample made, Map<String, Double> values) {
    if (made.size() <= Manifolds.WIDE) {
      return; // no sample has what is given
    }
    put(key, real, made, values);
    Manifolds manifolds = Manifolds.of(real.rows(MOST_NEIGHBOURS), made.rows(MOST_NEIGHBOURS));
    values.put(key + ".precision", manifolds.precision());
    values.put(key + ".recall", manifolds.recall());
    values.put(key + ".density", manifolds.density());
    values.put(key + ".coverage", manifolds.coverage());
  }

  private static void put(
      String key, FeatureSample real, FeatureSample made, Map<String, Double> values) {
    values.put(key, real.distance(made));
    real.distanceWithinClasses(made).ifPresent(within -> values.put(key + ".within", within));
  }
}

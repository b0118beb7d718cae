package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.eval.Agreement;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.oracle.Classifier;
import dev.omnivae.eval.oracle.Labels;
import dev.omnivae.eval.oracle.Oracle;
import dev.omnivae.eval.oracle.OracleSource;
import dev.omnivae.eval.oracle.Oracles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Whether generated modalities show the class they should, as judged by oracles.
 *
 * <pre>{@code
 * cross S->t = mean over test samples of [oracle_t(E[p(x_t | z)]) = label],  z ~ q(z | x_S)
 * given N    = mean over subsets S of size N of the mean over t not in S of cross S->t
 * joint      = fraction of draws z ~ p(z) on which all oracles name one class
 * joint.NAME = the same of draws of a sampler
 * }</pre>
 *
 * <p>Only what the model generates from what is given, and samples that have it: of images the
 * mean, of texts the greedy one. A text that names no class is wrong. One draw a sample, averaged
 * over samples (micro); {@code .macro} averages over classes first. Shi et al. 2019, section 4.2.
 */
public final class CoherenceMetric implements Metric {
  /** Pairs looked at: more are sampled down to this many, a standard error below 0.004. */
  public static final long MOST_PAIRS = 20_000;

  /** Draws from the prior for joint coherence. */
  public static final long JOINT_DRAWS = 10_000;

  private final OracleSource oracles;

  public CoherenceMetric() {
    this(new Oracles());
  }

  /** With other judges, for tests and for modalities ours cannot classify. */
  public CoherenceMetric(OracleSource oracles) {
    this.oracles = oracles;
  }

  @Override
  public String name() {
    return "coherence";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    Map<String, Classifier> judges = new LinkedHashMap<>();
    if (evaluation.model().modalities().size() < 2) {
      evaluation.say("coherence: skipped, it compares modalities and the model has only one");
      return values;
    }
    for (Modality modality : evaluation.model().modalities()) {
      oracles
          .of(evaluation, modality)
          .ifPresent(
              (Oracle oracle) -> {
                judges.put(modality.name(), oracle.classifier());
                values.put("oracle." + modality.name() + ".accuracy", oracle.accuracy());
              });
    }
    if (judges.isEmpty()) {
      evaluation.say(
          "coherence: skipped, the data set has no labels or no modality that shows its classes");
      return values;
    }
    cross(evaluation, judges, values);
    judges.keySet().removeIf(name -> !evaluation.model().generates(name, Set.of()));
    if (judges.size() > 1) {
      values.put("coherence.joint", joint(evaluation, judges, "the prior"));
      for (String sampler : evaluation.samplers().names()) {
        values.put(
            "coherence.joint." + sampler, joint(evaluation.drawnBy(sampler), judges, sampler));
      }
    }
    return values;
  }

  private static void cross(
      Evaluation evaluation, Map<String, Classifier> judges, Map<String, Double> values) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions = Batches.positions(samples.size(), MOST_PAIRS, evaluation.seed());
    evaluation.say("coherence: cross generation of %,d samples".formatted(positions.length));
    Map<Set<String>, Map<String, Agreement>> counts = new LinkedHashMap<>();
    for (Set<String> given : subsets(samples.modalities())) {
      Map<String, Agreement> targets = new LinkedHashMap<>();
      judges.keySet().stream()
          .filter(target -> !given.contains(target))
          .filter(target -> evaluation.model().generates(target, given))
          .forEach(target -> targets.put(target, new Agreement()));
      if (!targets.isEmpty()) {
        counts.put(given, targets);
      }
    }
    Noise noise = evaluation.noise("coherence.cross");
    Batches.forEach(
        samples,
        positions,
        (batch, from) ->
            counts.forEach(
                (given, targets) -> judge(evaluation, judges, batch, given, targets, noise, from)));
    counts.forEach(
        (given, targets) ->
            targets.forEach(
                (target, agreement) -> {
                  String key = "coherence.cross." + String.join("+", given) + "->" + target;
                  values.put(key, agreement.micro());
                  values.put(key + ".macro", agreement.macro());
                }));
    bySize(counts, values);
  }

  private static void judge(
      Evaluation evaluation,
      Map<String, Classifier> judges,
      Batch batch,
      Set<String> given,
      Map<String, Agreement> targets,
      Noise noise,
      long from) {
    // a scope of its own: thirty subsets of five modalities would hold gigabytes together
    try (Scope scope = Scope.open()) {
      Noise own = noise.stream(String.join("+", given) + "@" + from);
      Batch seen = Batches.having(batch, given);
      if (seen.size() == 0) {
        return;
      }
      Latents z = evaluation.model().infer(seen.given(given), 1, own);
      long[] labels = Tensors.longs(Labels.of(seen));
      targets.forEach(
          (target, agreement) ->
              agreement.add(
                  classes(evaluation, judges, target, z, seen.conditions(), own), labels));
    }
  }

  private static long[] classes(
      Evaluation evaluation,
      Map<String, Classifier> judges,
      String target,
      Latents z,
      @Nullable Tensor conditions,
      Noise noise) {
    try (Scope scope = Scope.open()) {
      Tensor mean = evaluation.model().decode(target, z, conditions, noise).mean().squeeze(0);
      Classifier judge = java.util.Objects.requireNonNull(judges.get(target));
      return Tensors.longs(judge.classify(mean));
    }
  }

  /** Mean over targets, then over subsets of equal size. */
  private static void bySize(
      Map<Set<String>, Map<String, Agreement>> counts, Map<String, Double> values) {
    Map<Integer, List<Double>> bySize = new TreeMap<>();
    counts.forEach(
        (given, targets) ->
            bySize
                .computeIfAbsent(given.size(), size -> new ArrayList<>())
                .add(
                    targets.values().stream()
                        .mapToDouble(Agreement::micro)
                        .average()
                        .orElseThrow()));
    bySize.forEach(
        (size, means) ->
            values.put(
                "coherence.given." + size,
                means.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
  }

  private static double joint(
      Evaluation evaluation, Map<String, Classifier> judges, String source) {
    evaluation.say("coherence: %,d draws from %s".formatted(JOINT_DRAWS, source));
    Noise noise = evaluation.noise("coherence.joint");
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long agreed = 0;
    for (long from = 0; from < JOINT_DRAWS; from += Batches.SIZE) {
      long count = Math.min(Batches.SIZE, JOINT_DRAWS - from);
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        Noise own = noise.stream("@" + from);
        Tensor conditions = conditions(samples, from, count);
        Latents z = evaluation.model().fromPrior(count, conditions, own);
        long[] first = new long[0];
        boolean[] same = new boolean[(int) count];
        Arrays.fill(same, true);
        for (String target : judges.keySet()) {
          long[] classes = classes(evaluation, judges, target, z, conditions, own);
          first = first.length == 0 ? classes : first;
          for (int i = 0; i < count; i++) {
            same[i] &= classes[i] == first[i] && classes[i] != Classifier.NONE;
          }
        }
        for (boolean s : same) {
          agreed += s ? 1 : 0;
        }
      }
    }
    return (double) agreed / JOINT_DRAWS;
  }

  /** Conditions as the data have them, for models that need some; null where there are none. */
  private static @Nullable Tensor conditions(Samples samples, long from, long count) {
    if (Batches.gather(samples, 0).conditions() == null) {
      return null;
    }
    long[] positions = new long[(int) count];
    for (int i = 0; i < count; i++) {
      positions[i] = (from + i) % samples.size();
    }
    return Batches.gather(samples, positions).conditions();
  }

  /** Every subset of modalities but none and all, by size. */
  private static List<Set<String>> subsets(List<Modality> modalities) {
    List<Set<String>> all = new ArrayList<>();
    for (int bits = 1; bits < (1 << modalities.size()) - 1; bits++) {
      Set<String> subset = new LinkedHashSet<>();
      for (int m = 0; m < modalities.size(); m++) {
        if ((bits >> m & 1) == 1) {
          subset.add(modalities.get(m).name());
        }
      }
      all.add(subset);
    }
    all.sort(java.util.Comparator.comparingInt(Set::size));
    return all;
  }
}

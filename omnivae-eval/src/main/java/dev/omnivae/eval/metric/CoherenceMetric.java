package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Bootstrap;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.PriorDraws;
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
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
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
 * over samples (micro); {@code .macro} averages over classes first. Each with its {@link Bootstrap}
 * interval, {@code .low} and {@code .high}; samples are drawn again with all that was generated
 * from them, so that means over subsets keep what their parts have in common. Shi et al. 2019,
 * section 4.2.
 */
public final class CoherenceMetric implements Metric {
  /** Pairs looked at: more are sampled down to this many, a standard error below 0.004. */
  public static final long MOST_PAIRS = 20_000;

  /** Draws from the prior for joint coherence. */
  public static final int JOINT_DRAWS = 10_000;

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
      joint(evaluation, judges, "the prior", "coherence.joint", values);
      for (String sampler : evaluation.samplers().names()) {
        joint(evaluation.drawnBy(sampler), judges, sampler, "coherence.joint." + sampler, values);
      }
    }
    return values;
  }

  private static void cross(
      Evaluation evaluation, Map<String, Classifier> judges, Map<String, Double> values) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    long[] positions = Batches.positions(samples.size(), MOST_PAIRS, evaluation.seed());
    evaluation.say("coherence: cross generation of %,d samples".formatted(positions.length));
    Map<Set<String>, List<String>> targets = new LinkedHashMap<>();
    for (Set<String> given : subsets(samples.modalities())) {
      targets.put(
          given,
          judges.keySet().stream()
              .filter(target -> !given.contains(target))
              .filter(target -> evaluation.model().generates(target, given))
              .toList());
    }
    targets.values().removeIf(List::isEmpty);
    Noise noise = evaluation.noise("coherence.cross");
    Verdicts verdicts = new Verdicts(positions.length);
    Batches.forEach(
        samples,
        positions,
        (batch, from) ->
            targets.forEach(
                (given, of) -> judge(evaluation, judges, batch, given, of, noise, from, verdicts)));
    if (!verdicts.isEmpty()) {
      Bootstrap.of(positions.length, evaluation.seed(), verdicts).put(verdicts.keys(), values);
    }
  }

  private static void judge(
      Evaluation evaluation,
      Map<String, Classifier> judges,
      Batch batch,
      Set<String> given,
      List<String> targets,
      Noise noise,
      long from,
      Verdicts verdicts) {
    // a scope of its own: thirty subsets of five modalities would hold gigabytes together
    try (Scope scope = Scope.open()) {
      Noise own = noise.stream(String.join("+", given) + "@" + from);
      int[] rows = Batches.rowsHaving(batch, given);
      if (rows.length == 0) {
        return;
      }
      Batch seen = Batches.rows(batch, rows);
      int[] places = Arrays.stream(rows).map(row -> Math.toIntExact(from) + row).toArray();
      Latents z = evaluation.model().infer(seen.given(given), 1, own);
      long[] labels = Tensors.longs(Labels.of(seen));
      for (String target : targets) {
        long[] shown = classes(evaluation, judges, target, z, seen.conditions(), own);
        verdicts.add(given, target, places, shown, labels);
      }
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

  private static void joint(
      Evaluation evaluation,
      Map<String, Classifier> judges,
      String source,
      String key,
      Map<String, Double> values) {
    evaluation.say("coherence: %,d draws from %s".formatted(JOINT_DRAWS, source));
    double[] agreed = new double[JOINT_DRAWS];
    int[] drawn = new int[1];
    PriorDraws.forEach(
        evaluation,
        JOINT_DRAWS,
        evaluation.noise("coherence.joint"),
        (z, conditions, noise) -> {
          List<long[]> shown = new ArrayList<>();
          for (String target : judges.keySet()) {
            shown.add(classes(evaluation, judges, target, z, conditions, noise));
          }
          long[] first = shown.get(0);
          for (int i = 0; i < first.length; i++) {
            int draw = i;
            boolean same = shown.stream().allMatch(classes -> classes[draw] == first[draw]);
            agreed[drawn[0]++] = same && first[i] != Classifier.NONE ? 1 : 0;
          }
        });
    Bootstrap.of(
            JOINT_DRAWS,
            evaluation.seed(),
            weights ->
                weights
                    .to(ScalarType.Double)
                    .mm(Tensors.of(agreed, JOINT_DRAWS, 1))
                    .div(new Scalar((double) JOINT_DRAWS)))
        .put(List.of(key), values);
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

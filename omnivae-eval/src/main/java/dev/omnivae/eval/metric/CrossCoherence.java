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
import dev.omnivae.eval.oracle.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is generated from every subset of modalities, judged: the part of {@link CoherenceMetric}
 * that is given something.
 *
 * @param evaluation whose model generates
 * @param most samples looked at, at most
 * @param suffix of the keys: {@code .NAME} of what a sampler draws
 */
record CrossCoherence(Evaluation evaluation, Jury jury, long most, String suffix) {
  /** Adds the numbers of all subsets and targets. */
  void measure(Map<String, Double> values) {
    Samples samples = evaluation.dataset().samples(evaluation.split());
    Map<Set<String>, List<String>> targets = targets(samples.modalities());
    if (targets.isEmpty()) {
      return;
    }
    long[] positions = Batches.positions(samples.size(), most, evaluation.seed());
    evaluation.say(
        "coherence: cross generation of %,d samples%s"
            .formatted(
                positions.length, suffix.isEmpty() ? "" : ", drawn by " + suffix.substring(1)));
    Noise noise = evaluation.noise("coherence.cross");
    Verdicts verdicts = new Verdicts(positions.length);
    Batches.forEach(
        samples,
        positions,
        (batch, from) ->
            targets.forEach((given, of) -> judge(batch, given, of, noise, from, verdicts)));
    if (!verdicts.isEmpty()) {
      Bootstrap.of(positions.length, evaluation.seed(), verdicts)
          .put(verdicts.keys(suffix), values);
    }
  }

  /** What is asked of every subset. */
  private Map<Set<String>, List<String>> targets(List<Modality> modalities) {
    Map<Set<String>, List<String>> targets = new LinkedHashMap<>();
    for (Set<String> given : subsets(modalities)) {
      targets.put(
          given,
          jury.names().stream()
              .filter(target -> !given.contains(target))
              .filter(target -> evaluation.model().generates(target, given))
              .toList());
    }
    targets.values().removeIf(List::isEmpty);
    return targets;
  }

  private void judge(
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
        long[] shown = jury.classes(evaluation, target, z, seen.conditions(), own);
        verdicts.add(given, target, places, shown, labels);
      }
    }
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
    all.sort(Comparator.comparingInt(Set::size));
    return all;
  }
}

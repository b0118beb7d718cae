package dev.omnivae.eval.consistency;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Batches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scores of a split's samples with their own descriptions and with wrong ones.
 *
 * @param belonging (sample, score)
 * @param not by kind of negative, (sample, score), the same samples
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ScoredSplit(double[][] belonging, Map<Negative, double[][]> not) {
  /**
   * Scores the samples that have both modalities.
   *
   * @param most samples, at most
   * @param seed of the choice of samples and of negatives
   */
  static ScoredSplit of(PairScorer scorer, Dataset dataset, Split split, int most, long seed) {
    Samples samples = dataset.samples(split);
    Descriptions own =
        Descriptions.of(scorer, samples, Batches.positions(samples.size(), most, seed));
    List<String> names = dataset.names(scorer.described().name());
    double[][] belonging = new double[own.rows().size()][];
    Map<Negative, double[][]> not = new LinkedHashMap<>();
    List<Column> columns = new ArrayList<>(List.of(new Column(own.rows(), belonging)));
    for (Negative kind : Negative.values()) {
      if (kind.suits(scorer.described().kind())) {
        List<Description> of = kind.of(own.rows(), names, seed);
        if (!of.isEmpty()) {
          Column column = new Column(of, new double[belonging.length][]);
          columns.add(column);
          not.put(kind, column.scores());
        }
      }
    }
    Batches.forEach(
        samples,
        own.positions(),
        (batch, first) -> {
          PairScorer.Seen seen = scorer.see(batch);
          columns.forEach(column -> column.score(scorer, seen, Math.toIntExact(first)));
        });
    return new ScoredSplit(belonging, not);
  }

  /** Descriptions, one a sample, and their scores as they come. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Column(List<Description> rows, double[][] scores) {
    void score(PairScorer scorer, PairScorer.Seen seen, int from) {
      int to = from + Math.toIntExact(seen.batch().size());
      Observation said = Description.observation(scorer.described(), rows.subList(from, to));
      System.arraycopy(scorer.scores(seen, said), 0, scores, from, to - from);
    }
  }

  /** Pairs of one kind of negative. */
  Pairs of(Negative kind) {
    double[][] wrong = not.get(kind);
    if (wrong == null) {
      throw new IllegalArgumentException("kind must be one of " + not.keySet() + ", got " + kind);
    }
    return new Pairs(belonging, wrong);
  }

  /** Pairs of all kinds: for each sample one negative, the kinds in turn. */
  Pairs mixed() {
    List<double[][]> kinds = List.copyOf(not.values());
    double[][] wrong = new double[belonging.length][];
    for (int i = 0; i < wrong.length; i++) {
      wrong[i] = kinds.get(i % kinds.size())[i];
    }
    return new Pairs(belonging, wrong);
  }

  /** Whether every score is a number; a model that diverged gives others. */
  boolean finite() {
    return finite(belonging) && not.values().stream().allMatch(ScoredSplit::finite);
  }

  private static boolean finite(double[][] scores) {
    return Arrays.stream(scores).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }
}

package dev.omnivae.eval;

import dev.omnivae.core.config.Extensions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs metrics by name. */
public final class Evaluator {
  private final Extensions<Metric> metrics;

  /** Over all metrics found, ours and those of plugins. */
  public Evaluator() {
    this(Extensions.of(Metric.class, "metric"));
  }

  Evaluator(Extensions<Metric> metrics) {
    this.metrics = metrics;
  }

  /** Every metric's name. */
  public List<String> names() {
    return metrics.all().stream().map(Metric::name).sorted().toList();
  }

  /**
   * Fails on a name that is no metric, before any work starts.
   *
   * @throws dev.omnivae.core.config.InputException naming the nearest
   */
  public void check(List<String> names) {
    names.forEach(metrics::get);
  }

  /**
   * Measures.
   *
   * @param names as in a recipe's {@code evaluation.metrics}
   * @return dotted keys of {@code metrics.json} to numbers, sorted; see docs/metrics.md
   * @throws dev.omnivae.core.config.InputException on a name that is no metric
   */
  public SortedMap<String, Double> run(Evaluation evaluation, List<String> names) {
    List<Metric> chosen = new ArrayList<>();
    names.stream().distinct().forEach(name -> chosen.add(metrics.get(name)));
    SortedMap<String, Double> values = new TreeMap<>();
    for (Metric metric : chosen) {
      evaluation.say(metric.name() + ": measuring on the " + evaluation.split().key() + " split");
      long start = System.nanoTime();
      values.putAll(metric.measure(evaluation));
      evaluation.say(
          "%s: done in %.1f s".formatted(metric.name(), (System.nanoTime() - start) / 1e9));
    }
    return values;
  }
}

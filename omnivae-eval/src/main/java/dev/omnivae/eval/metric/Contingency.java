package dev.omnivae.eval.metric;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** How often each cluster met each class. */
final class Contingency {
  private final Map<Long, Map<Long, Long>> counts = new TreeMap<>();

  void add(long[] clusters, long[] classes) {
    for (int i = 0; i < clusters.length; i++) {
      counts.computeIfAbsent(clusters[i], c -> new TreeMap<>()).merge(classes[i], 1L, Long::sum);
    }
  }

  long total() {
    return counts.values().stream().mapToLong(row -> sum(row.values())).sum();
  }

  /**
   * Samples of which the name of the cluster is the class.
   *
   * @param names where each cluster is named by its most frequent class; of equals the first. A
   *     cluster never met there is always wrong
   */
  double accuracy(Contingency names) {
    long right = 0;
    for (Map.Entry<Long, Map<Long, Long>> row : counts.entrySet()) {
      Map<Long, Long> named = names.counts.getOrDefault(row.getKey(), Map.of());
      right +=
          named.entrySet().stream()
              .max(
                  Map.Entry.<Long, Long>comparingByValue()
                      .thenComparing(Map.Entry.<Long, Long>comparingByKey().reversed()))
              .map(name -> row.getValue().getOrDefault(name.getKey(), 0L))
              .orElse(0L);
    }
    return (double) right / total();
  }

  /**
   * Samples whose cluster stands for their class where each cluster may stand for one class and
   * each class for one cluster, in the best way.
   */
  double matched() {
    long[] classes =
        counts.values().stream()
            .flatMap(row -> row.keySet().stream())
            .distinct()
            .mapToLong(c -> c)
            .toArray();
    int side = Math.max(counts.size(), classes.length);
    long[][] table = new long[side][side];
    int cluster = 0;
    for (Map<Long, Long> row : counts.values()) {
      for (int c = 0; c < classes.length; c++) {
        table[cluster][c] = row.getOrDefault(classes[c], 0L);
      }
      cluster++;
    }
    return (double) Assignment.most(table) / total();
  }

  /** Normalised by the mean of both entropies; 0 where both are 0. */
  double mutualInformation() {
    Map<Long, Long> clusters = new TreeMap<>();
    Map<Long, Long> classes = new TreeMap<>();
    Map<String, Long> both = new TreeMap<>();
    counts.forEach(
        (cluster, row) ->
            row.forEach(
                (label, count) -> {
                  clusters.merge(cluster, count, Long::sum);
                  classes.merge(label, count, Long::sum);
                  both.merge(cluster + " " + label, count, Long::sum);
                }));
    double each = entropy(clusters.values()) + entropy(classes.values());
    return each == 0 ? 0 : 2 * (each - entropy(both.values())) / each;
  }

  private static double entropy(Collection<Long> counts) {
    double total = sum(counts);
    return counts.stream().mapToDouble(n -> -n / total * Math.log(n / total)).sum();
  }

  private static long sum(Collection<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}

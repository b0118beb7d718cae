package dev.omnivae.benchmarks;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All figures of the bars on speed and memory, from one run of one JVM.
 *
 * <p>{@code benchmarks/run [memory] [trainer] [stacking] [adam] [modalities] [recurrent]
 * [likelihood]}: all of them unless named; the results of all are written to {@code
 * benchmarks/results}.
 */
public final class Benchmarks {
  private Benchmarks() {}

  /**
   * Runs.
   *
   * @param args folder of results, then names
   */
  public static void main(String[] args) throws IOException {
    Engine.start(Integer.getInteger("omnivae.threads", 0));
    Path work = Files.createTempDirectory("omnivae-benchmarks");
    try {
      Map<String, Supplier<List<Result>>> all = new LinkedHashMap<>();
      all.put("memory", new MemoryBenchmark(work)::run);
      all.put("trainer", new TrainerBenchmark(work)::run);
      all.put("stacking", StackingBenchmark::run);
      all.put("adam", AdamBenchmark::run);
      all.put("modalities", ModalitiesBenchmark::run);
      all.put("recurrent", RecurrentBenchmark::run);
      all.put("likelihood", LikelihoodBenchmark::run);
      List<String> wanted = List.of(args).subList(1, args.length);
      for (String name : wanted) {
        if (!all.containsKey(name)) {
          throw InputException.of("benchmark", "one of " + all.keySet(), name, "name none for all");
        }
      }
      List<Result> results = new ArrayList<>();
      all.forEach(
          (name, benchmark) -> {
            if (wanted.isEmpty() || wanted.contains(name)) {
              System.err.println("measuring " + name + " ...");
              List<Result> measured = benchmark.get();
              measured.forEach(result -> System.err.println(result.line()));
              results.addAll(measured);
            }
          });
      Report report = new Report(Engine.report(), results);
      System.out.print(report.table());
      System.out.print("\n" + report.machine());
      if (wanted.isEmpty()) {
        report.write(Path.of(args[0]));
      }
    } finally {
      delete(work);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

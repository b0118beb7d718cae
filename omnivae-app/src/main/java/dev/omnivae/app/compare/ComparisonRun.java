package dev.omnivae.app.compare;

import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.RunFiles;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Trains what a comparison asks for, seed by seed, and keeps its table up to date: {@code
 * OUT/RUN/seed-N} are run folders as any other, {@code OUT/table.md} and {@code table.json} the
 * table so far, {@link Pareto} the pictures at the end. Runs that are finished are not trained
 * again, one that was killed goes on.
 */
public final class ComparisonRun {
  /** Trains a recipe into a folder, new or begun, and gives its numbers. */
  public interface Training {
    SortedMap<String, Double> run(Recipe recipe, RunFolder folder, boolean begun);
  }

  private final Comparison comparison;
  private final Path out;
  private final Training training;
  private final Consumer<String> progress;

  public ComparisonRun(
      Comparison comparison, Path out, Training training, Consumer<String> progress) {
    this.comparison = comparison;
    this.out = out;
    this.training = training;
    this.progress = progress;
  }

  /**
   * What it came to.
   *
   * @param failed how many runs ended in an error; the others are in the table
   */
  public record Outcome(Table table, int failed) {}

  /** Runs all. A run that fails is named below the table; the others go on. */
  public Outcome run() {
    Map<String, List<Map<String, Double>>> numbers = new LinkedHashMap<>();
    comparison.entries().forEach(entry -> numbers.put(entry.name(), new ArrayList<>()));
    Map<String, String> failures = new LinkedHashMap<>();
    int failed = 0;
    // seeds outermost: after the first round every row has a number
    for (long seed : comparison.seeds()) {
      for (Comparison.Entry entry : comparison.entries()) {
        try {
          List<Map<String, Double>> row = numbers.get(entry.name());
          if (row != null) {
            row.add(one(entry, seed));
          }
        } catch (InputException | CancellationException e) {
          throw e; // the next one would end the same way
        } catch (RuntimeException e) {
          String line = e instanceof RunException known ? known.line() : "unexpected " + e;
          failed++;
          failures.put(entry.name(), "seed " + seed + " failed: " + line);
          progress.accept(entry.name() + ", seed " + seed + " failed: " + line);
        }
        write(new Table(comparison.columns(), numbers, failures));
      }
    }
    Pareto.write(numbers, out);
    return new Outcome(new Table(comparison.columns(), numbers, failures), failed);
  }

  private SortedMap<String, Double> one(Comparison.Entry entry, long seed) {
    Path path = out.resolve(entry.name()).resolve("seed-" + seed);
    RunFolder begun = RunFolder.resume(path);
    if (begun != null && begun.finished()) {
      progress.accept(entry.name() + ", seed " + seed + ": finished before");
      return begun.metrics("test");
    }
    progress.accept(entry.name() + ", seed " + seed);
    return begun == null
        ? training.run(entry.seeded(seed), RunFolder.create(path), false)
        : training.run(begun.recipe(), begun, true);
  }

  private void write(Table table) {
    RunFiles.write(out.resolve("table.md"), table.markdown());
    RunFiles.write(out.resolve("table.json"), Json.text(table.json()));
  }
}

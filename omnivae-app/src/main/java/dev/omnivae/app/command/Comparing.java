package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.compare.Comparison;
import dev.omnivae.app.compare.ComparisonPage;
import dev.omnivae.app.compare.ComparisonRun;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.Machine;
import dev.omnivae.app.run.ProgressDisplay;
import dev.omnivae.app.run.TrainingRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Runs a comparison and prints what it came to. */
final class Comparing {
  private final Omnivae omnivae;
  private final List<Path> roots;

  Comparing(Omnivae omnivae, List<Path> roots) {
    this.omnivae = omnivae;
    this.roots = roots;
  }

  /**
   * The exit code.
   *
   * @param out where everything goes; null for {@code runs/NAME}
   * @param after is handed the folder once all has run
   * @param more names the file that {@code after} writes; empty for none
   */
  int run(
      Comparison comparison,
      @Nullable Path out,
      BiConsumer<Path, ProgressDisplay> after,
      String more) {
    Path folder = out == null ? Path.of("runs").resolve(comparison.name()) : out;
    omnivae.startEngine();
    try (ProgressDisplay display = new ProgressDisplay(omnivae.err(), omnivae.terminal())) {
      ComparisonRun.Outcome outcome =
          new ComparisonRun(
                  comparison,
                  folder,
                  (recipe, run, begun) ->
                      TrainingRun.whole(
                          recipe,
                          run,
                          begun,
                          roots,
                          omnivae.words(),
                          omnivae.plugins(),
                          display,
                          System.nanoTime()),
                  display::say)
              .run();
      after.accept(folder, display);
      ComparisonPage.write(
          comparison, outcome.table(), Machine.commandLine(omnivae.words()), folder);
      ObjectNode json = Json.object();
      json.put("folder", folder.toString());
      json.put("failed", outcome.failed());
      json.set("runs", outcome.table().json());
      StringBuilder lines = new StringBuilder(outcome.table().markdown());
      lines.append("\ntable: ").append(folder.resolve("table.md")).append('\n');
      lines.append("report: ").append(folder.resolve("report.html")).append('\n');
      if (!more.isEmpty() && Files.exists(folder.resolve(more))) {
        lines.append("pictures: ").append(folder.resolve(more)).append('\n');
      }
      omnivae.result(json, lines.toString());
      return outcome.failed() == 0 ? 0 : 1;
    }
  }
}

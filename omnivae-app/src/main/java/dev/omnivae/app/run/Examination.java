package dev.omnivae.app.run;

import dev.omnivae.core.model.Model;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Evaluator;
import dev.omnivae.eval.figure.Figures;
import dev.omnivae.eval.report.Report;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** Measures a trained experiment and writes its figures and report. */
public final class Examination {
  /** Metrics of what an adversarial game is meant to change. */
  private static final Set<String> SHARPENED = Set.of("attributes", "reconstruction", "ssim");

  private final Experiment experiment;
  private final RunFolder folder;
  private final ProgressDisplay display;

  /** An examination of a model whose weights are loaded. */
  public Examination(Experiment experiment, RunFolder folder, ProgressDisplay display) {
    this.experiment = experiment;
    this.folder = folder;
    this.display = display;
  }

  /** Numbers of a split, by key. Those of the model before a game are {@code before.KEY}. */
  public SortedMap<String, Double> measure(Split split, List<String> metrics, long seed) {
    SortedMap<String, Double> numbers =
        new Evaluator().run(evaluation(experiment.model(), split, seed), metrics);
    List<String> sharpened = metrics.stream().filter(SHARPENED::contains).toList();
    if (!sharpened.isEmpty()) {
      experiment
          .beforeGame(folder)
          .ifPresent(
              earlier -> {
                display.say("once more, before the phase " + earlier.phase());
                new Evaluator()
                    .run(evaluation(earlier.model(), split, seed), sharpened)
                    .forEach((key, value) -> numbers.put("before." + key, value));
              });
    }
    return numbers;
  }

  /** Writes {@code figures/} and {@code report.html} anew. */
  public void report() {
    Figures.all(
        evaluation(experiment.model(), Split.TEST, experiment.recipe().seed()),
        experiment.beforeGame(folder).orElse(null),
        folder.path());
    Report.write(folder.path());
  }

  private Evaluation evaluation(Model model, Split split, long seed) {
    return new Evaluation(
        model,
        experiment.dataset(),
        split,
        seed,
        experiment.evaluation().candidates(),
        Places.cache(),
        display::say,
        (name, content) -> RunFiles.write(folder.path().resolve(name), content));
  }
}

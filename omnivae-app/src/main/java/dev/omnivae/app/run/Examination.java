package dev.omnivae.app.run;

import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Evaluator;
import dev.omnivae.eval.figure.Figures;
import dev.omnivae.eval.report.Report;
import java.util.List;
import java.util.SortedMap;

/** Measures a trained experiment and writes its figures and report. */
public final class Examination {
  private final Experiment experiment;
  private final RunFolder folder;
  private final ProgressDisplay display;

  /** An examination of a model whose weights are loaded. */
  public Examination(Experiment experiment, RunFolder folder, ProgressDisplay display) {
    this.experiment = experiment;
    this.folder = folder;
    this.display = display;
  }

  /** Numbers of a split, by key. */
  public SortedMap<String, Double> measure(Split split, List<String> metrics, long seed) {
    return new Evaluator().run(evaluation(split, seed), metrics);
  }

  /** Writes {@code figures/} and {@code report.html} anew. */
  public void report() {
    Figures.all(
        evaluation(Split.TEST, experiment.recipe().seed()),
        experiment.beforeGame(folder).orElse(null),
        folder.path());
    Report.write(folder.path());
  }

  private Evaluation evaluation(Split split, long seed) {
    return new Evaluation(
        experiment.model(),
        experiment.dataset(),
        split,
        seed,
        experiment.evaluation().candidates(),
        Places.cache(),
        display::say,
        (name, content) -> RunFiles.write(folder.path().resolve(name), content));
  }
}

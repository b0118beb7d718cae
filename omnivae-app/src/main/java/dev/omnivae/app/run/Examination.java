package dev.omnivae.app.run;

import dev.omnivae.core.model.Model;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Evaluator;
import dev.omnivae.eval.figure.Figures;
import dev.omnivae.eval.report.Report;
import dev.omnivae.eval.sampler.SampledModel;
import dev.omnivae.eval.sampler.Sampler;
import dev.omnivae.eval.sampler.Samplers;
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
  private final Samplers samplers;

  /** An examination of a model whose weights are loaded, with the samplers of its recipe. */
  public Examination(Experiment experiment, RunFolder folder, ProgressDisplay display) {
    this(experiment, folder, display, experiment.evaluation().samplers());
  }

  /**
   * With other samplers.
   *
   * @param samplers names
   */
  public Examination(
      Experiment experiment, RunFolder folder, ProgressDisplay display, List<String> samplers) {
    this.samplers =
        new Samplers(
            samplers,
            experiment.evaluation().fitting(),
            experiment.recipe().seed(),
            folder.samplers());
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
                    .forEach(
                        (key, value) -> {
                          if (!key.contains(".oracle.")) { // which no game changes
                            numbers.put("before." + key, value);
                          }
                        });
              });
    }
    return numbers;
  }

  /** Fits the samplers that are not fitted yet. */
  void fit() {
    samplers.prepare(own());
  }

  /** A sampler, fitted where it is not yet. */
  public Sampler sampler(String name) {
    return samplers.of(own(), name);
  }

  /** The model, its codes drawn by a sampler, which is fitted where it is not yet. */
  public Model drawnBy(String sampler) {
    return new SampledModel(experiment.model(), sampler(sampler));
  }

  /** Writes {@code figures/} and {@code report.html} anew. */
  public void report() {
    Figures.all(own(), experiment.beforeGame(folder).orElse(null), folder.path());
    Report.write(folder.path());
  }

  private Evaluation own() {
    return evaluation(experiment.model(), Split.TEST, experiment.recipe().seed());
  }

  private Evaluation evaluation(Model model, Split split, long seed) {
    return new Evaluation(
            model,
            experiment.dataset(),
            split,
            seed,
            experiment.evaluation().candidates(),
            experiment.evaluation().likelihood(),
            Places.cache(),
            display::say,
            (name, content) -> RunFiles.write(folder.path().resolve(name), content))
        .with(samplers);
  }
}

package dev.omnivae.app.command;

import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Manifest;
import dev.omnivae.app.run.Places;
import dev.omnivae.app.run.ProgressDisplay;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;

/** A run folder's experiment with its trained weights. */
final class Trained {
  private Trained() {}

  /** Builds what the folder's configuration describes and loads its checkpoint. */
  static Experiment experiment(RunFolder folder, DataOptions data) {
    Experiment experiment =
        Experiment.of(
            folder.recipe(), data.roots(Manifest.roots(folder.manifest())), folder.kept());
    experiment.load(folder);
    return experiment;
  }

  /** What explores an experiment's codes: those of the test split. */
  static Evaluation exploration(Experiment experiment, long seed, ProgressDisplay display) {
    return new Evaluation(
        experiment.model(), experiment.dataset(), Split.TEST, seed, Places.cache(), display::say);
  }
}

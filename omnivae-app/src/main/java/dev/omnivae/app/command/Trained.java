package dev.omnivae.app.command;

import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Manifest;
import dev.omnivae.app.run.RunFolder;

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
}

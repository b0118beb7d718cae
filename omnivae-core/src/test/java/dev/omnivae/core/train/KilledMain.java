package dev.omnivae.core.train;

import dev.omnivae.core.engine.Engine;
import java.nio.file.Path;

/** Trains the tiny model in a process of its own, to be killed; a line per logged step. */
final class KilledMain {
  /** Saves so often that a kill often meets it saving. */
  static final String JSON =
      "{\"epochs\": 12, \"batch_size\": 20, \"log_every\": 1, \"checkpoint_every\": 2,"
          + " \"clip\": 1}";

  private KilledMain() {}

  public static void main(String[] args) {
    Engine.start(1);
    Runs.Run run = new Runs.Run(JSON);
    run.listener =
        new TrainingListener() {
          @Override
          public void progress(Progress progress) {
            System.out.println(progress.step());
          }
        };
    run.train(Path.of(args[0]), true);
  }
}

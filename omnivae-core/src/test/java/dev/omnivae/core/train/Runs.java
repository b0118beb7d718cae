package dev.omnivae.core.train;

import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.core.state.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Runs of the tiny model, for tests. */
final class Runs {
  static final long SEED = 7;

  private Runs() {}

  /** A run: settings, objective, model. */
  static final class Run {
    final TinyVae.Elbo elbo = new TinyVae.Elbo();
    final ParameterStore store = new ParameterStore();
    final TinyVae model = new TinyVae(store);
    final @Nullable TinyVae average;
    final TrainingPlan plan;
    long seed = SEED;
    TrainingListener listener = TrainingListener.NONE;
    AtomicFiles files = AtomicFiles.DISK;
    @Nullable Samples valid = TinyVae.samples(50, 2);

    Run(String json) {
      plan =
          TrainingPlan.create(
              Settings.parse(json), model, store, (settings, m, parameters) -> elbo);
      allocate(store);
      if (plan.ema() == null) {
        average = null;
      } else {
        ParameterStore second = new ParameterStore();
        average = new TinyVae(second);
        allocate(second);
      }
    }

    TrainingResult train(Path folder, boolean resume) {
      return new Trainer(
              plan, model, average, TinyVae.samples(200, 1), valid, folder, seed, listener, files)
          .run(resume);
    }
  }

  static ParameterStore allocate(ParameterStore store) {
    return store.allocate(Noise.of(SEED, 0, 0), ScalarType.Float, new Device("cpu"));
  }

  static List<String> metrics(Path folder) {
    try {
      return Files.readAllLines(folder.resolve("metrics.jsonl"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

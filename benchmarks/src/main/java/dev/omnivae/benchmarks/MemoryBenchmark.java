package dev.omnivae.benchmarks;

import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Memory;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Trainer;
import dev.omnivae.core.train.TrainingListener;
import dev.omnivae.core.train.TrainingPlan;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Resident memory of this process at the ends of epochs 2 and 10 of training on {@code digits},
 * validation included.
 */
final class MemoryBenchmark {
  private static final int EPOCHS = 10;
  private static final int SAMPLES = 6400;

  private final Path folder;

  MemoryBenchmark(Path folder) {
    this.folder = folder;
  }

  List<Result> run() {
    Dataset digits =
        Extensions.of(Reader.class, "data.reader")
            .get("digits")
            .read(
                new ReaderContext(
                    Settings.parse(
                        "{\"reader\": \"digits\", \"samples\": %d, \"test_samples\": 1000}"
                            .formatted(SAMPLES)),
                    List.of(),
                    folder.resolve("digits"),
                    1));
    ParameterStore store = new ParameterStore();
    Model model = Models.create(Settings.parse("{}"), digits.schema(), store);
    TrainingPlan plan =
        TrainingPlan.create(
            Settings.parse(
                "{\"epochs\": %d, \"objective\": {\"name\": \"elbo-naive\"}}".formatted(EPOCHS)),
            model,
            store);
    Recipes.allocate(store);
    List<Double> ends = new ArrayList<>();
    TrainingListener atEnds =
        new TrainingListener() {
          @Override
          public void validated(long step, double bound, boolean best) {
            if (ends.size() < EPOCHS) {
              ends.add(Memory.rssMib());
            }
          }
        };
    new Trainer(
            plan,
            model,
            null,
            digits.samples(Split.TRAIN),
            digits.samples(Split.VALID),
            folder.resolve("memory"),
            1,
            atEnds)
        .run(false);
    double early = ends.get(1);
    double late = ends.get(EPOCHS - 1);
    double lowest = ends.stream().skip(1).mapToDouble(m -> m / early).min().orElseThrow();
    double highest = ends.stream().skip(1).mapToDouble(m -> m / early).max().orElseThrow();
    return List.of(
        new Result(
            "resident memory, epoch 10 / epoch 2",
            "digits, elbo-naive, batch 128",
            "MiB",
            late,
            early,
            late / early,
            1.05,
            true,
            lowest,
            highest));
  }
}

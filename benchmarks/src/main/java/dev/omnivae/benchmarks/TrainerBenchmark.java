package dev.omnivae.benchmarks;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Trainer;
import dev.omnivae.core.train.TrainingListener;
import dev.omnivae.core.train.TrainingPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * The trainer, as a recipe uses it, against a bare loop on the binding: the same network, batch,
 * likelihood, optimiser and data. The trainer logs (every 50 steps, or 8 of the slow network); what
 * it writes at the end of a run is in the time of neither.
 */
final class TrainerBenchmark {
  private static final int ROUNDS = 11;
  private static final int SAMPLES = 6400;

  private final Path folder;
  private int runs;

  TrainerBenchmark(Path folder) {
    this.folder = folder;
  }

  List<Result> run() {
    return List.of(
        compare(
            "784-512-20, batch 128",
            Modality.image("image", 1, 28, 28),
            "{\"modalities\": {\"image\": {\"network\": \"fc-512\"}}}",
            300,
            BareVae.FullyConnected::new),
        compare(
            "conv 32-64-128 on 3x32x32, batch 128",
            Modality.image("image", 3, 32, 32),
            "{\"modalities\": {\"image\": {\"network\": \"conv\", \"encoder\": {\"filters\": 32}}}}",
            24,
            BareVae.Convolutional::new));
  }

  private Result compare(
      String name, Modality modality, String recipe, int steps, Function<Tensor, BareVae> make) {
    RandomImages images = new RandomImages(SAMPLES, List.of(modality));
    byte[] pixels = new byte[(int) (SAMPLES * modality.elements())];
    new Random(1).nextBytes(pixels);
    BareVae bare = make.apply(Tensors.of(pixels, Tensors.prepend(modality.sizes(), SAMPLES)));
    Interleaved.Pair pair =
        Interleaved.measure(ROUNDS, () -> trained(recipe, images, steps), () -> bare.train(steps));
    Result times =
        Result.times("trainer / bare libtorch", name, pair, 1, "samples per second", 0.95);
    return new Result(
        times.group(),
        name,
        times.unit(),
        BareVae.BATCH / pair.ours(),
        BareVae.BATCH / pair.theirs(),
        times.ratio(),
        times.bar(),
        false,
        times.lowest(),
        times.highest());
  }

  /** Seconds per step of a run of its own. */
  private double trained(String recipe, RandomImages images, int steps) {
    ParameterStore store = new ParameterStore();
    Model model = Models.create(Settings.parse(recipe), Schema.of(images.modalities()), store);
    Settings training =
        Settings.parse(
            String.format(
                Locale.ROOT,
                "{\"epochs\": %s, \"batch_size\": %d, \"checkpoint_every\": 1000000, \"log_every\": %d,"
                    + " \"optimizer\": {\"name\": \"adam\", \"learning_rate\": 1e-3},"
                    + " \"objective\": {\"name\": \"elbo\"}}",
                steps * (double) BareVae.BATCH / SAMPLES,
                BareVae.BATCH,
                Math.min(50, steps / 3)));
    TrainingPlan plan = TrainingPlan.create(training, model, store);
    Recipes.allocate(store);
    Window window = new Window();
    new Trainer(plan, model, null, images, null, folder.resolve("trainer-" + runs++), 1, window)
        .run(false);
    return window.secondsPerStep();
  }

  /** From the first logged step to the last: without starting and without saving at the end. */
  private static final class Window implements TrainingListener {
    private long firstStep = -1;
    private double firstTime;
    private long lastStep;
    private double lastTime;

    @Override
    public void progress(Progress progress) {
      lastStep = progress.step();
      lastTime = Interleaved.now();
      if (firstStep < 0) {
        firstStep = lastStep;
        firstTime = lastTime;
      }
    }

    double secondsPerStep() {
      return (lastTime - firstTime) / (lastStep - firstStep);
    }
  }
}

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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * The trainer, as a recipe uses it, against a bare loop on the binding: the same network, batch,
 * likelihood, optimiser and data. They take turns within one training run, whenever the trainer has
 * logged; what it writes at the end of the run is in the time of neither.
 */
final class TrainerBenchmark {
  private static final int WARM_UP = 40;
  private static final int ROUNDS = 60;
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
            50,
            BareVae.FullyConnected::new),
        compare(
            "conv 32-64-128 on 3x32x32, batch 128",
            Modality.image("image", 3, 32, 32),
            "{\"modalities\": {\"image\": {\"network\": \"conv\", \"encoder\": {\"filters\":"
                + " 32}}}}",
            8,
            BareVae.Convolutional::new));
  }

  private Result compare(
      String name, Modality modality, String recipe, int steps, Function<Tensor, BareVae> make) {
    RandomImages images = new RandomImages(SAMPLES, List.of(modality));
    byte[] pixels = new byte[(int) (SAMPLES * modality.elements())];
    new Random(1).nextBytes(pixels);
    BareVae bare = make.apply(Tensors.of(pixels, Tensors.prepend(modality.sizes(), SAMPLES)));
    Interleaved.Pair pair = turns(recipe, images, steps, bare);
    return Result.rates("trainer / bare libtorch", name, pair, BareVae.BATCH, 0.95);
  }

  /** Trains, and lets the bare loop take as many steps after each that the trainer logs. */
  private Interleaved.Pair turns(String recipe, RandomImages images, int steps, BareVae bare) {
    ParameterStore store = new ParameterStore();
    Model model = Models.create(Settings.parse(recipe), Schema.of(images.modalities()), store);
    double batches = (double) (WARM_UP + ROUNDS) * steps;
    Settings training =
        Settings.parse(
            String.format(
                Locale.ROOT,
                "{\"epochs\": %s, \"batch_size\": %d, \"checkpoint_every\": 1000000, \"log_every\":"
                    + " %d, \"optimizer\": {\"name\": \"adam\", \"learning_rate\": 1e-3},"
                    + " \"objective\": {\"name\": \"elbo\"}}",
                batches * BareVae.BATCH / SAMPLES,
                BareVae.BATCH,
                steps));
    TrainingPlan plan = TrainingPlan.create(training, model, store);
    Recipes.allocate(store);
    Turns turns = new Turns(steps, bare);
    new Trainer(plan, model, null, images, null, folder.resolve("trainer-" + runs++), 1, turns)
        .run(false);
    return Interleaved.pair(
        turns.ours.subList(WARM_UP, turns.ours.size()),
        turns.theirs.subList(WARM_UP, turns.theirs.size()));
  }

  private static final class Turns implements TrainingListener {
    private final int steps;
    private final BareVae bare;
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();
    private double begun = Interleaved.now();

    Turns(int steps, BareVae bare) {
      this.steps = steps;
      this.bare = bare;
    }

    @Override
    public void progress(Progress progress) {
      ours.add((Interleaved.now() - begun) / steps);
      theirs.add(bare.train(steps));
      begun = Interleaved.now();
    }
  }
}

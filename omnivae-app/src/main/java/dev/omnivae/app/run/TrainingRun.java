package dev.omnivae.app.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.recipe.Recipe;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Memory;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.CheckpointFolder;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Trainer;
import dev.omnivae.core.train.TrainingResult;
import dev.omnivae.data.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Trains an experiment in its folder, evaluates it and writes its report. */
public final class TrainingRun {
  private final Experiment experiment;
  private final RunFolder folder;
  private final ProgressDisplay display;
  private final long startedNanos;

  /**
   * A run in a folder that holds its configuration and manifest.
   *
   * @param startedNanos when the command began, for {@code total.seconds}
   */
  public TrainingRun(
      Experiment experiment, RunFolder folder, ProgressDisplay display, long startedNanos) {
    this.experiment = experiment;
    this.folder = folder;
    this.display = display;
    this.startedNanos = startedNanos;
  }

  /**
   * What a command does with a recipe and a folder: builds the experiment, writes configuration and
   * manifest, trains, evaluates, reports; no other process writes there meanwhile.
   *
   * @param begun whether the folder holds a run to go on with
   * @param roots folders to look for data sets in
   * @param words the command line, for the manifest
   * @return the numbers of {@code metrics.json}
   */
  public static SortedMap<String, Double> whole(
      Recipe recipe,
      RunFolder folder,
      boolean begun,
      List<Path> roots,
      List<String> words,
      List<Path> plugins,
      ProgressDisplay display,
      long startedNanos) {
    display.say("recipe " + recipe.name() + ", seed " + recipe.seed() + ": reading data");
    Experiment experiment = Experiment.of(recipe, roots, begun ? folder.kept() : Map.of());
    experiment.plan().prepare(display::say);
    ObjectNode manifest =
        begun
            ? folder.manifest().without(List.of("finished"))
            : Manifest.of(experiment, words, roots, plugins);
    try (RunFolder.Lock lock = folder.lock()) {
      if (!begun) {
        folder.keep(experiment.dataset().kept(), manifest);
      }
      folder.writeManifest(manifest);
      folder.writeConfig(recipe.tree());
      display.say("run folder: " + folder.path());
      return new TrainingRun(experiment, folder, display, startedNanos).run();
    }
  }

  /**
   * Trains, from the last checkpoint where there is one, then evaluates on the test split.
   *
   * @return the numbers of {@code metrics.json}
   */
  public SortedMap<String, Double> run() {
    double earlierSeconds = earlierSeconds();
    TrainingResult result = train();
    display.close();
    display.say(
        "trained %d steps in %.0f s (%s); evaluating"
            .formatted(result.steps(), result.seconds(), result.stopped()));
    experiment.load(folder);
    Examination examination = new Examination(experiment, folder, display);
    examination.fit();
    SortedMap<String, Double> numbers =
        new TreeMap<>(
            examination.measure(
                Split.TEST, experiment.evaluation().metrics(), experiment.recipe().seed()));
    numbers.put("train.seconds", result.seconds());
    numbers.put("train.samples_per_second", result.samplesPerSecond());
    numbers.put("total.seconds", earlierSeconds + (System.nanoTime() - startedNanos) / 1e9);
    numbers.put("memory.peak_rss_mib", Memory.peakRssMib());
    folder.mergeMetrics(Split.TEST.key(), numbers);
    examination.report();
    folder.markFinished();
    return folder.metrics(Split.TEST.key());
  }

  private TrainingResult train() {
    long seed = experiment.recipe().seed();
    return new Trainer(
            experiment.plan(),
            experiment.model(),
            average(seed),
            experiment.dataset().samples(Split.TRAIN),
            experiment.dataset().samples(Split.VALID),
            folder.path(),
            seed,
            new TrainingProgress(display))
        .run(true);
  }

  private @Nullable Model average(long seed) {
    if (experiment.plan().ema() == null) {
      return null;
    }
    ParameterStore store = new ParameterStore();
    Model average =
        Models.create(
            experiment.recipe().settings().child("model"), experiment.dataset().schema(), store);
    store.allocate(Noise.of(seed, 0, 0).stream("initialise"), ScalarType.Float, Engine.device());
    return average;
  }

  /** Training time of the sittings before this one. */
  private double earlierSeconds() {
    return CheckpointFolder.find(folder.checkpoints(), "last")
        .map(checkpoint -> checkpoint.resolve("state.json"))
        .map(Json::read)
        .map((ObjectNode state) -> state.path("seconds").asDouble())
        .orElse(0.0);
  }

  /** Where the report is, for the last line. */
  public Path report() {
    return folder.report();
  }
}

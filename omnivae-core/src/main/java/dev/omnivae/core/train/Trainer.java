package dev.omnivae.core.train;

import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The training loop. A step gathers a batch, asks each turn's objective for its loss, takes
 * gradients, moves parameters; it waits for nothing but the data, and all its native memory is one
 * scope. What a step draws is a function of (seed, step), what it sees of (seed, epoch), so a run
 * killed at any moment goes on from its last checkpoint as if it had never stopped.
 */
public final class Trainer {
  private final Sitting sitting;
  private final Path folder;
  private final AtomicFiles files;

  /** What all phases of a run work with. */
  record Sitting(
      TrainingPlan plan,
      Model model,
      @Nullable Model average,
      Samples train,
      @Nullable Validation validation,
      long seed,
      TrainingListener listener,
      Checkpoints checkpoints,
      long totalSteps) {
    ParameterStore store() {
      return model.parameters();
    }
  }

  /**
   * A trainer of one run.
   *
   * @param plan made for this model
   * @param model built, its store allocated
   * @param average a second instance of the model with a store of its own, for the moving average;
   *     null unless the plan keeps one
   * @param train samples to learn from
   * @param valid samples to choose the best checkpoint by, or null
   * @param folder of the run; metrics.jsonl and checkpoints/ are written there
   */
  public Trainer(
      TrainingPlan plan,
      Model model,
      @Nullable Model average,
      Samples train,
      @Nullable Samples valid,
      Path folder,
      long seed,
      TrainingListener listener) {
    this(plan, model, average, train, valid, folder, seed, listener, AtomicFiles.DISK);
  }

  Trainer(
      TrainingPlan plan,
      Model model,
      @Nullable Model average,
      Samples train,
      @Nullable Samples valid,
      Path folder,
      long seed,
      TrainingListener listener,
      AtomicFiles files) {
    if ((plan.ema() == null) != (average == null)) {
      throw new IllegalArgumentException(
          "average must be given exactly where training.ema is, got " + average);
    }
    if (average != null) {
      checkPrefix(model.parameters(), average.parameters());
    }
    if (!train.complete()) {
      refuseIncomplete(plan);
    }
    this.folder = folder;
    this.files = files;
    this.sitting =
        new Sitting(
            plan,
            model,
            average,
            train,
            valid == null || valid.size() == 0 ? null : new Validation(valid, seed),
            seed,
            listener,
            new Checkpoints(files, folder, model, average),
            plan.phases().stream().mapToLong(phase -> phase.steps(train.size())).sum());
  }

  /**
   * Trains to the end of the plan, or to {@code max_minutes}.
   *
   * @param resume whether to go on from checkpoints/last; from the start where there is none yet
   * @throws InputException when the folder holds another run
   * @throws dev.omnivae.core.config.RunException when a loss turns NaN or the disk refuses; the
   *     last good checkpoint stays
   */
  public TrainingResult run(boolean resume) {
    Checkpoints checkpoints = sitting.checkpoints();
    if (!resume && checkpoints.any()) {
      throw InputException.of(
          "run folder", "new", folder + ", which holds checkpoints", "use --resume or another one");
    }
    Optional<RunState> saved = resume ? checkpoints.last() : Optional.empty();
    saved.ifPresent(this::check);
    createFolder();
    if (saved.isPresent()) {
      checkpoints.loadWeights();
      sitting.listener().message("resumed from step " + saved.get().step());
    } else {
      startAverage();
    }
    sitting.store().clearGradients();
    RunState state =
        saved.orElseGet(() -> RunState.start(sitting.plan().fingerprint(), sitting.seed()));
    boolean restored = saved.isPresent();
    PhaseRun.End end = PhaseRun.End.DONE;
    try (MetricsLog log =
        new MetricsLog(files, folder.resolve("metrics.jsonl"), state.metricsBytes())) {
      List<Phase> phases = sitting.plan().phases();
      for (Phase phase : phases.subList(state.phase(), phases.size())) {
        if (phase.index() > state.phase()) {
          state = state.nextPhase();
          restored = false;
        }
        PhaseRun run = new PhaseRun(sitting, phase, log, state);
        end = run.run(restored);
        state = run.state();
        if (end == PhaseRun.End.OUT_OF_TIME) {
          break;
        }
      }
    }
    return new TrainingResult(
        state.step(),
        state.seconds(),
        state.seconds() > 0 ? state.samples() / state.seconds() : 0,
        state.bestStep(),
        state.bestBound() == null ? Double.NaN : state.bestBound(),
        end.text());
  }

  private void check(RunState saved) {
    if (!saved.fingerprint().equals(sitting.plan().fingerprint())) {
      throw InputException.of(
          "training settings",
          "those the run was started with",
          "others",
          "restore them (epochs, max_minutes and checkpoint_every may change) or start a new run");
    }
    if (saved.seed() != sitting.seed()) {
      throw InputException.of(
          "seed", "that of the run, " + saved.seed(), sitting.seed(), "leave it out to resume");
    }
  }

  private static void refuseIncomplete(TrainingPlan plan) {
    for (Phase phase : plan.phases()) {
      for (Turn turn : phase.turns()) {
        turn.objective()
            .needsComplete()
            .ifPresent(
                why -> {
                  throw InputException.of(
                      "training samples",
                      "complete",
                      "samples that lack modalities, and " + why,
                      "choose another objective or drop the incomplete samples");
                });
      }
    }
  }

  private void createFolder() {
    try {
      Files.createDirectories(folder.resolve("checkpoints"));
    } catch (IOException e) {
      throw AtomicFiles.failed(folder, e);
    }
  }

  private void startAverage() {
    Model average = sitting.average();
    if (average != null) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        Tensor averaged = average.parameters().values();
        averaged.copy_(sitting.store().values().narrow(0, 0, averaged.numel()));
      }
    }
  }

  /** The average has the model's own parameters, which come before those of objectives. */
  private static void checkPrefix(ParameterStore store, ParameterStore average) {
    Iterator<Parameter> all = store.all().iterator();
    for (Parameter p : average.all()) {
      if (!all.hasNext() || !all.next().path().equals(p.path())) {
        throw new IllegalArgumentException(
            "average must be a second instance of the model, got parameter '" + p.path() + "'");
      }
    }
  }
}

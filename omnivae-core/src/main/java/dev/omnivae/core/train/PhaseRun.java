package dev.omnivae.core.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.objective.Clock;
import dev.omnivae.core.objective.Step;
import dev.omnivae.core.state.Stateful;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One phase of a run. After each step, in this order, so that a checkpoint holds all that was
 * logged up to it: log, validate, save.
 */
final class PhaseRun {
  private final Trainer.Sitting sitting;
  private final Phase phase;
  private final MetricsLog log;
  private final Device device;
  private final Window window = new Window();
  private final long total;
  private final long validateEvery;
  private final long startNanos = System.nanoTime();
  private RunState state;
  private @Nullable ObjectNode details;
  private double reportedSeconds;
  private long reportedSamples;
  private final double sittingSeconds;
  private final long sittingSteps;

  /** Why a phase ended. */
  enum End {
    DONE("done"),
    STOPPED_EARLY("early stopping"),
    OUT_OF_TIME("max_minutes");

    private final String text;

    End(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  PhaseRun(Trainer.Sitting sitting, Phase phase, MetricsLog log, RunState state) {
    this.sitting = sitting;
    this.phase = phase;
    this.log = log;
    this.state = state;
    this.device = sitting.store().values().device();
    this.total = phase.steps(sitting.train().size());
    this.validateEvery = phase.validateEvery(sitting.train().size());
    this.reportedSeconds = state.seconds();
    this.reportedSamples = state.samples();
    this.sittingSeconds = state.seconds();
    this.sittingSteps = state.step();
  }

  RunState state() {
    return state;
  }

  /**
   * Trains to the end of the phase.
   *
   * @param restored whether the state is a checkpoint's, whose tensors are to be loaded
   */
  End run(boolean restored) {
    try (Scope scope = Scope.open()) {
      Updates updates = new Updates(sitting.store(), phase);
      if (restored) {
        restore(updates);
      }
      if (state.phaseStep() >= total) {
        return End.DONE;
      }
      if (patienceIsOver()) {
        return End.STOPPED_EARLY;
      }
      try (Feed feed =
          new Feed(
              sitting.train(),
              sitting.seed(),
              phase,
              firstEpoch(),
              state.phaseStep(),
              total,
              device)) {
        return loop(updates, feed);
      } finally {
        window.close();
        state = state.withWallSeconds(wallSeconds());
      }
    }
  }

  private End loop(Updates updates, Feed feed) {
    while (true) {
      long begin = System.nanoTime();
      step(updates, feed);
      boolean ends = state.phaseStep() + 1 == total || outOfTime();
      boolean logs = ends || logsAfter(state.phaseStep());
      if (logs) {
        window.read(); // waits for the device, so it belongs to the time of training
      }
      state = state.stepped(phase.settings().batchSize(), (System.nanoTime() - begin) / 1e9);
      if (logs) {
        logTraining();
      }
      boolean validates = ends || (validateEvery > 0 && state.phaseStep() % validateEvery == 0);
      if (validates) {
        validate(updates);
      }
      boolean early = patienceIsOver();
      if (early && !window.isEmpty()) {
        logTraining();
      }
      if (ends || early || state.step() % sitting.plan().checkpointEvery() == 0) {
        if ((ends || early) && sitting.validation() == null) {
          state = state.withBest(null, state.step(), 0);
          save(Checkpoints.BEST, updates);
        }
        if ((early || state.phaseStep() == total) && !isLastPhase()) {
          sitting.checkpoints().keepEnd(phase.index(), state.step());
        }
        save(Checkpoints.LAST, updates);
      }
      if (early) {
        sitting.listener().message("early stopping after step " + state.step());
        return End.STOPPED_EARLY;
      }
      if (ends) {
        return state.phaseStep() == total ? End.DONE : End.OUT_OF_TIME;
      }
    }
  }

  private boolean logsAfter(long step) {
    return step + 1 == total || (step + 1) % phase.settings().logEvery() == 0;
  }

  private void step(Updates updates, Feed feed) {
    try (Scope scope = Scope.open()) {
      Batch batch = feed.next(scope);
      Step<Model> step =
          new Step<>(
              sitting.model(),
              sitting.average(),
              batch,
              Noise.of(sitting.seed(), 0, state.step()),
              clock(),
              true);
      boolean closely = phase.settings().looksClosely() && logsAfter(state.phaseStep());
      try (CloseLook look = closely ? CloseLook.open(sitting.store()) : null) {
        window.add(state.step(), updates.stepInPlace(step, state.phaseStep(), total, look));
        details = look == null ? null : look.report(step);
      }
      moveAverageInPlace();
    }
  }

  private void moveAverageInPlace() {
    Model average = sitting.average();
    TrainingSettings.Ema ema = sitting.plan().ema();
    if (average == null || ema == null) {
      return;
    }
    try (NoGrad off = NoGrad.open();
        Scalar weight = new Scalar(1 - ema.at(state.step()))) {
      Tensor averaged = average.parameters().values();
      averaged.lerp_(sitting.store().values().narrow(0, 0, averaged.numel()), weight);
      // the statistics that belong to averaged weights are averages, too
      Map<String, Tensor> statistics = sitting.store().buffers();
      average
          .parameters()
          .buffers()
          .forEach((path, tensor) -> lerpInPlace(tensor, statistics.get(path), weight));
      // what a model keeps beside its parameters is no weight to average
      Map<String, Tensor> buffers = sitting.model().state();
      average.state().forEach((name, tensor) -> copyInPlace(buffers.get(name), tensor));
    }
  }

  private static void lerpInPlace(Tensor average, @Nullable Tensor towards, Scalar weight) {
    if (towards != null) {
      average.lerp_(towards, weight);
    }
  }

  private static void copyInPlace(@Nullable Tensor from, Tensor into) {
    if (from != null) {
      into.copy_(from);
    }
  }

  private void logTraining() {
    Map<String, Double> means = window.means();
    double learningRate =
        phase.turns().get(0).groups().get(0).optimizer().learningRate(state.phaseStep() - 1, total);
    log.append(
        state.step(),
        epoch(),
        phase.name(),
        "train",
        means,
        Map.of("learning_rate", learningRate),
        details);
    window.clear();
    double seconds = state.seconds() - reportedSeconds;
    double rate = seconds > 0 ? (state.samples() - reportedSamples) / seconds : 0;
    reportedSeconds = state.seconds();
    reportedSamples = state.samples();
    sitting
        .listener()
        .progress(
            new TrainingListener.Progress(
                phase.name(), state.step(), sitting.totalSteps(), epoch(), rate, left(), means));
  }

  private double left() {
    double perStep = (state.seconds() - sittingSeconds) / Math.max(1, state.step() - sittingSteps);
    double left = (sitting.totalSteps() - state.step()) * perStep;
    double limit = sitting.plan().maxMinutes() * 60;
    return limit > 0 ? Math.max(0, Math.min(left, limit - wallSeconds())) : left;
  }

  private void validate(Updates updates) {
    Validation validation = sitting.validation();
    if (validation == null) {
      return;
    }
    window.read(); // a training step that went wrong is named before the bound it spoilt
    Model evaluated = sitting.average() == null ? sitting.model() : sitting.average();
    Map<String, Double> means = validation.run(evaluated, phase, clock(), device);
    double bound = means.getOrDefault("bound", Double.NaN);
    log.append(state.step(), epoch(), phase.name(), "valid", means, Map.of(), null);
    TrainingSettings.EarlyStopping stopping = phase.settings().earlyStopping();
    double least = stopping == null ? 0 : stopping.minDelta();
    Double best = state.bestBound();
    boolean highest = best == null || bound > best;
    boolean improved = best == null || bound > best + least;
    int without = improved ? 0 : state.withoutImprovement() + 1;
    state =
        highest
            ? state.withBest(bound, state.step(), without)
            : state.withBest(best, state.bestStep(), without);
    if (highest) {
      save(Checkpoints.BEST, updates);
    }
    sitting.listener().validated(state.step(), bound, highest);
  }

  private boolean isLastPhase() {
    return phase.index() == sitting.plan().phases().size() - 1;
  }

  private boolean patienceIsOver() {
    TrainingSettings.EarlyStopping stopping = phase.settings().earlyStopping();
    return stopping != null && state.withoutImprovement() >= stopping.patience();
  }

  // ---- saving ----

  private void save(String name, Updates updates) {
    Map<String, Map<String, Double>> scalars = new LinkedHashMap<>();
    phase.turns().forEach(turn -> scalars.put(turn.name(), turn.objective().scalars()));
    Map<String, Window.Mean> measured = window.saved();
    RunState saved = state.saved(wallSeconds(), log.flush(), measured, scalars);
    sitting.checkpoints().save(name, saved, training(updates));
    state = state.withMetricsBytes(saved.metricsBytes());
  }

  private void restore(Updates updates) {
    sitting.checkpoints().loadTraining(training(updates));
    phase
        .turns()
        .forEach(
            turn -> {
              Stateful objective = turn.objective();
              objective.restore(state.scalars().getOrDefault(turn.name(), Map.of()));
            });
    window.restore(state.window());
  }

  private Map<String, Tensor> training(Updates updates) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(updates.state());
    // learned parameters of objectives stand with the model's; this is what they keep beside
    phase
        .turns()
        .forEach(
            turn ->
                turn.objective()
                    .state()
                    .forEach(
                        (name, tensor) -> tensors.put(turn.name() + ".state." + name, tensor)));
    return tensors;
  }

  // ---- time ----

  private Clock clock() {
    return new Clock(state.step(), epoch(), phase.index(), sitting.train().size());
  }

  private double epoch() {
    return state.phaseStep() / (double) phase.stepsPerEpoch(sitting.train().size());
  }

  /** Epochs begun in the phases before: no two phases see the same order. */
  private long firstEpoch() {
    long samples = sitting.train().size();
    return sitting.plan().phases().stream()
        .limit(phase.index())
        .mapToLong(p -> -Math.floorDiv(-p.steps(samples), p.stepsPerEpoch(samples)))
        .sum();
  }

  private double wallSeconds() {
    return state.wallSeconds() + (System.nanoTime() - startNanos) / 1e9;
  }

  private boolean outOfTime() {
    double limit = sitting.plan().maxMinutes() * 60;
    return limit > 0 && wallSeconds() >= limit;
  }
}

package dev.omnivae.core.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.network.image.FeatureSource;
import dev.omnivae.core.objective.Objective;
import dev.omnivae.core.objective.Objectives;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.train.TrainingSettings.EarlyStopping;
import dev.omnivae.core.train.TrainingSettings.Ema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a run will do, made and checked before any work starts: its phases, their turns, the
 * objectives with their parameters declared.
 *
 * @param fingerprint of everything that must be the same for a run to be resumed
 */
public record TrainingPlan(
    List<Phase> phases,
    long checkpointEvery,
    double maxMinutes,
    @Nullable Ema ema,
    String fingerprint) {
  private static final List<String> WHOLE_RUN =
      List.of("checkpoint_every", "max_minutes", "ema", "phases");
  private static final List<String> INHERITED = List.of("optimizer", "objective", "turns");
  private static final List<String> OPTIONAL =
      List.of("optimizer", "objective", "turns", "phases", "ema", "early_stopping");

  /** Makes the objective of a mapping that holds the key {@code objective}. */
  @FunctionalInterface
  interface ObjectiveMaker {
    Objective<?> make(Settings holder, Model model, Parameters parameters);
  }

  public TrainingPlan {
    phases = List.copyOf(phases);
  }

  /**
   * Reads {@code training}. Call it when the model has declared its parameters and before the store
   * is allocated: objectives declare theirs under {@code objective}.
   *
   * @throws InputException on any key or combination that makes no sense
   */
  public static TrainingPlan create(Settings training, Model model, ParameterStore store) {
    return create(training, model, store, FeatureSource.NONE);
  }

  /**
   * As above.
   *
   * @param outside what objectives may look at beside the model
   */
  public static TrainingPlan create(
      Settings training, Model model, ParameterStore store, FeatureSource outside) {
    return create(
        training,
        model,
        store,
        (holder, trained, parameters) -> Objectives.create(holder, trained, parameters, outside));
  }

  /**
   * Has every objective open what it looks at from outside, before any work starts.
   *
   * @param say takes a line for the user, each once
   * @throws InputException on a file that is not what it should be
   */
  public void prepare(Consumer<String> say) {
    Set<String> said = new HashSet<>();
    for (Phase phase : phases) {
      for (Turn turn : phase.turns()) {
        turn.objective()
            .prepare(
                line -> {
                  if (said.add(line)) {
                    say.accept(line);
                  }
                });
      }
    }
  }

  static TrainingPlan create(
      Settings training, Model model, ParameterStore store, ObjectiveMaker maker) {
    completeNested(training);
    TrainingSettings settings = training.read(TrainingSettings.class, TrainingSettings.DEFAULT);
    OPTIONAL.forEach(key -> dropNull(training, key));
    List<Settings> mappings = new ArrayList<>();
    List<TrainingSettings> read = new ArrayList<>();
    if (training.has("phases")) {
      for (Settings phase : training.list("phases")) {
        read.add(readPhase(training, settings, phase, mappings.size()));
        mappings.add(phase);
      }
      if (mappings.isEmpty()) {
        throw InputException.of(
            training.path("phases"), "a list of phases", "none", "leave the key out for one phase");
      }
    } else {
      mappings.add(training);
      read.add(settings);
    }
    TurnReader turns = new TurnReader(model, store, maker);
    for (int i = 0; i < mappings.size(); i++) {
      turns.declare(mappings.get(i), read.get(i));
    }
    List<Phase> phases = new ArrayList<>();
    for (int i = 0; i < mappings.size(); i++) {
      phases.add(new Phase(i, read.get(i), turns.resolve(i)));
    }
    return new TrainingPlan(
        phases,
        settings.checkpointEvery(),
        settings.maxMinutes(),
        settings.ema(),
        Fingerprint.of(training.tree(), store));
  }

  private static TrainingSettings readPhase(
      Settings training, TrainingSettings defaults, Settings phase, int index) {
    for (String key : WHOLE_RUN) {
      if (phase.has(key)) {
        throw InputException.of(
            phase.path(key),
            "set once, for the whole run",
            String.valueOf(phase.value(key)),
            "move it to training");
      }
    }
    if (!phase.has("name")) {
      phase.tree().put("name", "phase-" + (index + 1));
    }
    for (String key : INHERITED) {
      JsonNode shared = training.value(key);
      boolean replaced = key.equals("objective") && phase.has("turns");
      if (!phase.has(key) && shared != null && !replaced) {
        phase.tree().set(key, shared.deepCopy());
      }
    }
    completeNested(phase);
    TrainingSettings read = phase.read(TrainingSettings.class, defaults);
    ObjectNode tree = phase.tree();
    WHOLE_RUN.forEach(tree::remove);
    OPTIONAL.forEach(key -> dropNull(phase, key));
    return read;
  }

  /** A mapping within the mapping has defaults of its own. */
  private static void completeNested(Settings settings) {
    if (settings.has("early_stopping")) {
      settings.child("early_stopping").read(EarlyStopping.class, EarlyStopping.DEFAULT);
    }
    if (settings.has("ema")) {
      settings.child("ema").read(Ema.class, Ema.DEFAULT);
    }
  }

  private static void dropNull(Settings settings, String key) {
    JsonNode value = settings.value(key);
    if (value != null && value.isNull()) {
      settings.tree().remove(key);
    }
  }
}

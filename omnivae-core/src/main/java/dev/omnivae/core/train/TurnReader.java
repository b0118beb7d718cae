package dev.omnivae.core.train;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.objective.Objective;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterGroup;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the turns of all phases: first every objective declares its parameters, then globs are
 * resolved over all that was declared.
 */
final class TurnReader {
  private final Model model;
  private final ParameterStore store;
  private final TrainingPlan.ObjectiveMaker maker;
  private final List<List<Declared>> phases = new ArrayList<>();
  private final Set<String> phaseNames = new HashSet<>();
  private int declaredTurns;

  /** A turn whose objective is made, its parameters not chosen yet. */
  private record Declared(
      String name,
      Objective<?> objective,
      String prefix,
      Settings mapping,
      List<String> globs,
      long every) {}

  /** The keys of one of several turns, beside objective and optimizer. */
  private record TurnKeys(
      String name,
      List<String> parameters,
      long every,
      @Nullable JsonNode objective,
      @Nullable JsonNode optimizer) {
    TurnKeys {
      if (every < 1) {
        throw InputException.of("every", "at least 1 step", every, "1 is every step");
      }
    }
  }

  TurnReader(Model model, ParameterStore store, TrainingPlan.ObjectiveMaker maker) {
    this.model = model;
    this.store = store;
    this.maker = maker;
  }

  void declare(Settings mapping, TrainingSettings settings) {
    if (!phaseNames.add(settings.name())) {
      throw InputException.of(
          "phases", "named apart", "'" + settings.name() + "' twice", "rename one");
    }
    Set<String> turnNames = new HashSet<>();
    List<Declared> turns = new ArrayList<>();
    if (mapping.has("turns")) {
      if (mapping.has("objective")) {
        throw InputException.of(
            mapping.path("objective"), "left out where turns are given", "both", "keep one");
      }
      for (Settings turn : mapping.list("turns")) {
        String name = "turn-" + (turns.size() + 1);
        JsonNode shared = mapping.value("optimizer");
        if (!turn.has("optimizer") && shared != null) {
          turn.tree().set("optimizer", shared.deepCopy());
        }
        TurnKeys keys =
            turn.read(TurnKeys.class, new TurnKeys(name, settings.parameters(), 1, null, null));
        if (!turnNames.add(keys.name())) {
          throw InputException.of(
              mapping.path("turns"), "named apart", "'" + keys.name() + "' twice", "rename one");
        }
        turns.add(declare(turn, keys.name(), keys.parameters(), keys.every()));
      }
    } else {
      turns.add(declare(mapping, settings.name(), settings.parameters(), 1));
    }
    phases.add(turns);
  }

  private Declared declare(Settings mapping, String name, List<String> globs, long every) {
    // the common case, one objective, has the plain name
    boolean first = declaredTurns == 0;
    declaredTurns++;
    String prefix = first ? "objective" : "objective.phase" + phases.size() + "." + name;
    Parameters parameters = first ? store.root() : place(prefix);
    Objective<?> objective = maker.make(mapping, model, parameters);
    if (!objective.models().isInstance(model)) {
      throw InputException.of(
          mapping.path("objective"),
          "one that can train a " + model.getClass().getSimpleName(),
          "one for " + objective.models().getSimpleName(),
          "choose another objective or model.kind");
    }
    return new Declared(name, objective, prefix, mapping, globs, every);
  }

  private Parameters place(String prefix) {
    Parameters place = store.root();
    for (String part : prefix.split("\\.")) {
      place = place.child(part);
    }
    return place;
  }

  /** The turns of a phase, once everything is declared. */
  List<Turn> resolve(int phase) {
    List<Turn> turns = new ArrayList<>();
    for (Declared turn : phases.get(phase)) {
      turns.add(new Turn(turn.name(), turn.objective(), groups(turn), turn.every()));
    }
    return turns;
  }

  private List<Turn.Trained> groups(Declared turn) {
    Map<String, OptimizerSettings> optimizers = optimizers(turn.mapping());
    List<String> chosen = new ArrayList<>(turn.globs());
    store.select(chosen.toArray(String[]::new)); // a glob that matches nothing fails here
    Map<String, List<Parameter>> parameters = new LinkedHashMap<>();
    optimizers.keySet().forEach(glob -> parameters.put(glob, new ArrayList<>()));
    for (Parameter p : store.all()) {
      if (p.frozen() || !matchesAny(chosen, p.path()) || ofAnotherTurn(turn, p.path())) {
        continue;
      }
      String glob =
          optimizers.keySet().stream()
              .filter(candidate -> ParameterStore.matches(candidate, p.path()))
              .findFirst()
              .orElseThrow(
                  () ->
                      InputException.of(
                          turn.mapping().path("optimizer"),
                          "given for every trained parameter",
                          "none for '" + p.path() + "'",
                          "add '*': {name: adam}, or leave it out of parameters"));
      parameters.getOrDefault(glob, new ArrayList<>()).add(p);
    }
    List<Turn.Trained> groups = new ArrayList<>();
    optimizers.forEach(
        (glob, settings) -> {
          List<Parameter> own = parameters.getOrDefault(glob, List.of());
          if (own.isEmpty()) {
            throw InputException.of(
                turn.mapping().path("optimizer"),
                "a map from globs that match trained parameters",
                "'" + glob + "', which matches no more",
                "remove it, or put it first");
          }
          groups.add(new Turn.Trained(new ParameterGroup(glob, own), settings));
        });
    return groups;
  }

  private boolean ofAnotherTurn(Declared turn, String path) {
    String owner = "";
    for (List<Declared> phase : phases) {
      for (Declared other : phase) {
        boolean within = path.startsWith(other.prefix() + ".");
        if (within && other.prefix().length() > owner.length()) {
          owner = other.prefix();
        }
      }
    }
    return !owner.isEmpty() && !owner.equals(turn.prefix());
  }

  private static boolean matchesAny(List<String> globs, String path) {
    return globs.stream().anyMatch(glob -> ParameterStore.matches(glob, path));
  }

  /** One optimiser for all, or one by glob; the first glob that matches a parameter has it. */
  private static Map<String, OptimizerSettings> optimizers(Settings mapping) {
    Settings optimizer = mapping.child("optimizer");
    Map<String, OptimizerSettings> byGlob = new LinkedHashMap<>();
    List<String> keys = optimizer.keys();
    boolean map =
        !keys.isEmpty()
            && keys.stream()
                .map(optimizer::value)
                .allMatch(value -> value != null && value.isObject());
    if (!map) {
      byGlob.put("*", OptimizerSettings.read(optimizer));
      return byGlob;
    }
    for (String glob : keys) {
      byGlob.put(glob, OptimizerSettings.read(optimizer.child(glob)));
    }
    return byGlob;
  }
}

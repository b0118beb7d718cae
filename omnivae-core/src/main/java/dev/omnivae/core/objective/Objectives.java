package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.ConditionalVae;
import dev.omnivae.core.model.FactorisedVae;
import dev.omnivae.core.model.HierarchicalVae;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.NexusVae;
import dev.omnivae.core.model.VqVae;
import dev.omnivae.core.network.image.FeatureSource;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The objective a recipe names in {@code training.objective}: a mapping, or a list whose first
 * gives the bound to report and whose others are added terms, each with a {@code weight} (1 unless
 * given, and it may follow a schedule).
 *
 * <pre>{@code
 * objective:
 *   - {name: elbo-naive, beta: 1.0}
 *   - {name: infonce, weight: 300, temperature: 0.15}
 * }</pre>
 *
 * <p>Each may have a {@code balance}, see {@link Balanced}.
 */
public final class Objectives {
  private static final String KEY = "objective";

  private Objectives() {}

  /**
   * Creates it, before the model's store is allocated. Without the key: {@code elbo} for one
   * modality, {@code factorised}, {@code nexus}, {@code mhvae}, {@code cvae} and {@code vq} for
   * models of those kinds, {@code elbo-naive} else.
   *
   * @param training the recipe's {@code training} mapping, or one of its phases
   * @param parameters where terms declare parameters of their own
   */
  public static Objective<Model> create(Settings training, Model model, Parameters parameters) {
    return create(training, model, parameters, FeatureSource.NONE);
  }

  /**
   * As above.
   *
   * @param outside files and networks from elsewhere
   */
  public static Objective<Model> create(
      Settings training, Model model, Parameters parameters, FeatureSource outside) {
    JsonNode node = training.value(KEY);
    if (node == null || node.isNull()) {
      training.child(KEY);
    }
    List<Settings> list = training.list(KEY);
    if (list.isEmpty()) {
      throw InputException.of(
          training.path(KEY), "at least one objective", "none", "write {name: elbo-naive}");
    }
    Extensions<ObjectiveProvider> known =
        Extensions.of(ObjectiveProvider.class, training.path(KEY) + ".name");
    List<Added> all = new ArrayList<>();
    for (Settings settings : list) {
      String name = settings.text("name", standard(model));
      // weight and balance are ours: a provider reads, and checks, only what is its own
      JsonNode weight = settings.tree().remove("weight");
      JsonNode balance = settings.tree().remove("balance");
      Objective<?> objective =
          known
              .get(name)
              .create(settings, model, parameters.child(place(name, all.size())), outside);
      if (balance != null && !balance.isNull()) {
        settings.tree().set("balance", balance);
        objective = Balanced.of(objective, name, names(model), balance, settings.path("balance"));
      }
      if (weight != null || list.size() > 1) {
        settings.tree().set("weight", weight == null ? DoubleNode.valueOf(1) : weight);
      }
      all.add(
          new Added(
              name,
              checked(objective, name, model, settings),
              Coefficient.read(weight, settings.path("weight"), 1)));
    }
    return new Sum(all);
  }

  private static List<String> names(Model model) {
    return model.modalities().stream().map(Modality::name).toList();
  }

  private static String place(String name, int index) {
    return "objective." + (index == 0 ? name : name + index);
  }

  private static String standard(Model model) {
    if (model instanceof FactorisedVae) {
      return "factorised";
    }
    if (model instanceof NexusVae) {
      return "nexus";
    }
    if (model instanceof HierarchicalVae) {
      return "mhvae";
    }
    if (model instanceof ConditionalVae) {
      return "cvae";
    }
    if (model instanceof VqVae) {
      return "vq";
    }
    return model.modalities().size() == 1 ? "elbo" : "elbo-naive";
  }

  private static Objective<?> checked(
      Objective<?> objective, String name, Model model, Settings settings) {
    boolean fits =
        objective.models().isInstance(model)
            || (objective.models() == MultimodalVae.class && model.multimodal().isPresent());
    if (!fits) {
      throw InputException.of(
          settings.path("name"),
          "an objective for the model",
          "'%s' for a %s".formatted(name, model.getClass().getSimpleName()),
          "it trains a %s; change model.kind or the objective"
              .formatted(objective.models().getSimpleName()));
    }
    return objective;
  }

  private record Added(String name, Objective<?> objective, Coefficient weight) {}

  /** A weighted sum; the first alone is reported as the bound. */
  private record Sum(List<Added> parts) implements Objective<Model> {
    @Override
    public Loss of(Step<Model> step) {
      List<Term> terms = new ArrayList<>();
      Map<String, Tensor> log = new LinkedHashMap<>();
      Tensor bound = null;
      Tensor shared = null;
      for (int i = 0; i < parts.size(); i++) {
        Added part = parts.get(i);
        String stream = i == 0 ? "" : part.name() + i;
        Loss loss = run(part.objective(), i == 0 ? step : step.stream(stream));
        double weight = part.weight().at(step.clock());
        for (Term term : loss.terms()) {
          terms.add(term.times(Weight.of(weight)));
        }
        if (i == 0) {
          bound = loss.bound();
          shared = loss.shared();
        }
        loss.log().forEach(i == 0 ? log::put : log::putIfAbsent);
      }
      return new Loss(terms, java.util.Objects.requireNonNull(bound), log, shared);
    }

    private static <M extends Model> Loss run(Objective<M> objective, Step<Model> step) {
      Model model = step.model();
      Step<? extends Model> fitting =
          objective.models().isInstance(model) ? step : step.multimodal();
      @SuppressWarnings("unchecked") // the model is of the class the objective asks for
      Step<M> cast = (Step<M>) fitting;
      return objective.of(cast);
    }

    @Override
    public Class<Model> models() {
      return Model.class;
    }

    @Override
    public Optional<String> needsComplete() {
      return parts.stream()
          .flatMap(
              part ->
                  part.objective().needsComplete().stream()
                      .map(why -> "objective '" + part.name() + "' " + why))
          .findFirst();
    }

    @Override
    public Map<String, Stateful> within() {
      Map<String, Stateful> within = new LinkedHashMap<>();
      for (int i = 0; i < parts.size(); i++) {
        String place = place(parts.get(i).name(), i);
        within.put(place, parts.get(i).objective());
        within.put(place + ".weight", parts.get(i).weight());
      }
      return within;
    }
  }
}

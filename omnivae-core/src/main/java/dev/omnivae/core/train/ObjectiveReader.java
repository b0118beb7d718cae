package dev.omnivae.core.train;

import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.objective.Objective;
import dev.omnivae.core.objective.ObjectiveProvider;
import dev.omnivae.core.state.Parameters;
import java.util.List;

/** Finds the objective a recipe names. */
final class ObjectiveReader {
  private ObjectiveReader() {}

  static Objective<?> read(Settings holder, Model model, Parameters parameters) {
    List<Settings> listed = holder.list("objective");
    if (listed.size() != 1) {
      throw InputException.of(
          holder.path("objective"),
          "one mapping with a name",
          listed.size() + " of them",
          "write objective: {name: elbo}");
    }
    Settings settings = listed.get(0);
    return Extensions.of(ObjectiveProvider.class, "objective")
        .get(settings.text("name", "elbo"))
        .create(settings, model, parameters);
  }
}

package dev.omnivae.core.objective;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import java.util.List;

/** What the relatives of the plain VAE ask of a model. */
final class OneModality {
  private OneModality() {}

  /**
   * Fails unless there is one modality.
   *
   * @param otherwise what to do with several
   */
  static void require(Settings settings, String name, Model model, String otherwise) {
    List<String> names = model.modalities().stream().map(Modality::name).toList();
    if (names.size() != 1) {
      throw InputException.of(
          settings.path("name"), "for one modality when it is " + name, names, otherwise);
    }
  }

  /** Fails unless there is one modality, whose whole code is the shared one. */
  static void requireOneCode(Settings settings, String name, Model model) {
    require(settings, name, model, "use elbo-naive");
    if (!model.privateCodes().isEmpty()) {
      throw InputException.of(
          settings.path("name"),
          "for a model without private codes when it is " + name,
          "model.latent.private of " + model.privateCodes(),
          "leave model.latent.private out");
    }
  }
}

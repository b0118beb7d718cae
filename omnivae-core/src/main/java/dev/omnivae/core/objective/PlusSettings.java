package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import java.util.List;

/**
 * What {@link MmvaePlus} and {@link Cmvae} are told, whose bound is the looser one: {@code
 * {estimator, draws, beta, private_codes}}, unless given iwae, 1, 2.5 and the auxiliary prior.
 */
final class PlusSettings {
  private PlusSettings() {}

  private record Options(
      String name, String estimator, JsonNode draws, JsonNode beta, String privateCodes) {}

  /**
   * Reads and checks them.
   *
   * @throws InputException on a bad value, or for a model without private codes
   */
  static ImportanceSettings read(Settings settings, String name, Model model) {
    Options o =
        settings.read(
            Options.class,
            new Options(name, "iwae", IntNode.valueOf(1), DoubleNode.valueOf(2.5), "auxiliary"));
    List<String> names = model.modalities().stream().map(Modality::name).toList();
    Estimator.Kind kind =
        Choices.of(Estimator.Kind.class, o.estimator(), settings.path("estimator"));
    DrawCounts draws = DrawCounts.read(o.draws(), settings.path("draws"), names);
    if (kind == Estimator.Kind.ELBO && draws.max() > 1) {
      throw InputException.of(
          settings.path("draws"), "1 with estimator elbo", o.draws(), "write estimator: iwae");
    }
    model.multimodal().ifPresent(vae -> requirePrivate(vae, names, name));
    return new ImportanceSettings(
        new Estimator(kind),
        draws,
        Beta.read(o.beta(), settings.path("beta"), 2.5).withoutCapacity(settings.path("beta")),
        Choices.of(PrivateCodes.class, o.privateCodes(), settings.path("private_codes")),
        false);
  }

  private static void requirePrivate(MultimodalVae vae, List<String> names, String name) {
    if (names.stream().allMatch(modality -> vae.part(modality).own() == null)) {
      throw InputException.of(
          "model.latent.private",
          "given for objective " + name,
          "no private code",
          "write private: 16, or objective: {name: iwae}");
    }
  }
}

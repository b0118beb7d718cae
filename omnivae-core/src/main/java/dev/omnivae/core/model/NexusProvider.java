package dev.omnivae.core.model;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.layer.Activation;
import dev.omnivae.core.network.layer.Perceptron;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code kind: nexus}: a {@link NexusVae}. {@code latent.shared} is the width of the top code,
 * {@code latent.private} that of every modality's bottom code, {@code top} a {@link NexusSettings}.
 */
public final class NexusProvider implements ModelProvider {
  private static final List<String> KEYS =
      List.of("kind", "latent", "prior", "condition", "modalities", "top");

  @Override
  public String name() {
    return "nexus";
  }

  @Override
  public Model create(Settings settings, Schema schema, ParameterStore store) {
    PartBuilder builder = new PartBuilder(settings, schema, store, KEYS);
    LatentSettings latent = builder.latent();
    if (latent.generated() != PrivateCodes.PRIOR) {
      throw InputException.of(
          "model.latent.generate", "prior for kind nexus", latent.generate(), "see top.generate");
    }
    Settings above = settings.child("top");
    NexusSettings top = above.read(NexusSettings.class, NexusSettings.DEFAULT);
    top.checkNames(schema.names(), above.path("adaptive"));
    Parameters root = store.root();
    List<NexusVae.Part> parts = new ArrayList<>();
    for (Modality modality : schema.modalities()) {
      String name = modality.name();
      int width = latent.width(name);
      if (width < 1) {
        throw InputException.of(
            "model.latent.private." + name,
            "at least 1 for kind nexus: it is the width of the modality's own code",
            width,
            "write private: 16");
      }
      Parameters place = root.child("modality").child(name);
      ModalityModel bottom = builder.part(modality, place, width, 0, false, true).model();
      parts.add(
          new NexusVae.Part(
              bottom,
              width,
              Perceptron.of(
                  place.child("message"), width, top.hidden(), top.message(), Activation.RELU),
              Perceptron.of(
                  place.child("down"), latent.shared(), top.decoder(), width, Activation.RELU),
              top.adaptive().contains(name) ? new FittedScale(store::values) : null));
    }
    return new NexusVae(
        store,
        parts,
        Perceptron.of(
            root.child("joint"),
            top.message(),
            top.hidden(),
            builder.family().parameters(latent.shared()),
            Activation.RELU),
        builder.family(),
        builder.prior(schema, root),
        top.sampled());
  }
}

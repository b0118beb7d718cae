package dev.omnivae.core.model;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.Features;
import dev.omnivae.core.network.flow.AutoregressiveCategories;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.List;

/** {@code kind: vq}: a {@link VqVae}. */
public final class VqVaeProvider implements ModelProvider {
  private static final String CODEBOOK = "codebook";
  private static final List<String> KEYS =
      List.of("kind", "latent", "condition", "modalities", CODEBOOK);

  @Override
  public String name() {
    return "vq";
  }

  @Override
  public Model create(Settings settings, Schema schema, ParameterStore store) {
    PartBuilder builder = new PartBuilder(settings, schema, store, KEYS);
    builder.refusePrivate(name());
    if (schema.modalities().size() != 1) {
      throw InputException.of(
          settings.path("kind"),
          "for one modality when it is vq",
          schema.names(),
          "use kind: multimodal");
    }
    Settings own = settings.child(CODEBOOK);
    CodebookSettings o = own.read(CodebookSettings.class, CodebookSettings.DEFAULT);
    long latent = builder.latent().shared();
    if (latent % o.places() != 0) {
      throw InputException.of(
          own.path("places"),
          "a divisor of model.latent.shared",
          o.places() + " of " + latent,
          "write latent: {shared: %d}".formatted(o.places() * (latent / o.places() + 1)));
    }
    Modality modality = schema.modalities().get(0);
    Parameters place = store.root().child("modality").child(modality.name());
    ModalityNetworks networks = builder.networks(modality);
    Parameters at = place.child("encoder");
    Features features = new Features(networks.trunk(at, latent), networks.conditioner(at));
    int width = Math.toIntExact(latent / o.places());
    return new VqVae(
        store,
        new VqVae.ModalityPart(
            modality,
            features,
            new Linear(at.child("heads"), features.width(), latent),
            networks.decoder(place.child("decoder"), latent),
            builder.weight(networks)),
        new Codebook(store.root().child(CODEBOOK), width, o),
        new AutoregressiveCategories(
            store.root().child("prior"), o.places(), width, o.codes(), o.priorHidden()),
        o.places());
  }
}

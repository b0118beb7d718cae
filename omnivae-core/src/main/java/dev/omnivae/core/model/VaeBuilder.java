package dev.omnivae.core.model;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Fusion;
import dev.omnivae.core.fusion.FusionContext;
import dev.omnivae.core.fusion.FusionProvider;
import dev.omnivae.core.network.image.DiscriminatorSettings;
import dev.omnivae.core.network.image.PatchDiscriminator;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads {@code model} of a recipe and puts a {@link MultimodalVae} together. */
final class VaeBuilder {
  private static final String DISCRIMINATOR = "discriminator";
  private static final List<String> KEYS =
      List.of("kind", "latent", "fusion", "prior", "condition", "modalities", DISCRIMINATOR);

  private final Settings settings;
  private final ParameterStore store;
  private final PartBuilder builder;

  /** A builder; {@code more} are keys that the kind of model reads itself. */
  VaeBuilder(Settings settings, Schema schema, ParameterStore store, String... more) {
    this.settings = settings;
    this.store = store;
    List<String> keys = Stream.concat(KEYS.stream(), Arrays.stream(more)).toList();
    this.builder = new PartBuilder(settings, schema, store, keys);
  }

  /**
   * A VAE over these modalities.
   *
   * @param place where its parameters are declared
   * @param likelihoodWeights whether the recipe's weights count; a VAE of one modality alone has
   *     weight 1
   */
  MultimodalVae build(Schema schema, Parameters place, boolean likelihoodWeights) {
    LatentSettings latent = builder.latent();
    List<PartBuilder.Part> parts = new ArrayList<>();
    for (Modality modality : schema.modalities()) {
      parts.add(
          builder.part(
              modality,
              place.child("modality").child(modality.name()),
              latent.shared(),
              latent.width(modality.name()),
              jointTrunks(),
              likelihoodWeights));
    }
    return new MultimodalVae(
        store,
        parts.stream().map(PartBuilder.Part::model).toList(),
        builder.family(),
        latent.shared(),
        fusion(parts, place),
        builder.prior(schema, place),
        likelihoodWeights ? discriminators(schema, place.child(DISCRIMINATOR)) : Map.of());
  }

  /** {@code discriminator: {image: {filters: 64}}}: none unless the recipe names some. */
  private Map<String, PatchDiscriminator> discriminators(Schema schema, Parameters place) {
    Map<String, PatchDiscriminator> all = new LinkedHashMap<>();
    if (!settings.has(DISCRIMINATOR)) {
      return all;
    }
    Settings mapping = settings.child(DISCRIMINATOR);
    PartBuilder.refuseUnknown(mapping.keys(), schema.names(), mapping.path());
    for (Modality modality : schema.modalities()) {
      if (mapping.has(modality.name())) {
        Settings own = mapping.child(modality.name());
        DiscriminatorSettings read =
            own.read(DiscriminatorSettings.class, DiscriminatorSettings.DEFAULT);
        all.put(
            modality.name(),
            new PatchDiscriminator(place.child(modality.name()), modality, read, own.path()));
      }
    }
    return all;
  }

  /** Dimensions of the shared code. */
  long shared() {
    return builder.latent().shared();
  }

  /** See {@link PartBuilder#named}. */
  static Settings named(Settings parent, String key, String shorthand) {
    return PartBuilder.named(parent, key, shorthand);
  }

  private FusionProvider fusionProvider() {
    return Extensions.of(FusionProvider.class, "model.fusion")
        .get(named(settings, "fusion", "name").text("name", "mixture"));
  }

  private boolean jointTrunks() {
    return fusionProvider().ownTrunks(named(settings, "fusion", "name"));
  }

  private Fusion fusion(List<PartBuilder.Part> parts, Parameters place) {
    Settings fusion = named(settings, "fusion", "name");
    return fusionProvider()
        .create(
            new FusionContext(
                fusion,
                parts.stream().map(part -> part.model().modality().name()).toList(),
                parts.stream().map(PartBuilder.Part::features).toList(),
                builder.family(),
                builder.latent().shared(),
                place.child("fusion")));
  }
}

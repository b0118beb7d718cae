package dev.omnivae.core.testing;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;

/** Small models over two vectors of two numbers, {@code a} and {@code b}, with any prior. */
public final class Priors {
  private static final Schema VECTORS =
      Schema.of(
          new Modality("a", Modality.Kind.VECTOR, List.of(2L)),
          new Modality("b", Modality.Kind.VECTOR, List.of(2L)));

  private Priors() {}

  /** Not yet allocated; JSON may have single quotes. */
  public static MultimodalVae vae(String prior) {
    return vae(prior, "normal", VECTORS, new ParameterStore());
  }

  /** As {@link #vae(String)}, over a store. */
  public static MultimodalVae vae(String prior, ParameterStore store) {
    return vae(prior, "normal", VECTORS, store);
  }

  /** Perceptrons with tanh, two shared dimensions, one private. */
  public static MultimodalVae vae(
      String prior, String family, Schema schema, ParameterStore store) {
    String network = "{'network': 'mlp', 'encoder': {'hidden': [3], 'activation': 'tanh'}}";
    StringBuilder modalities = new StringBuilder();
    schema
        .names()
        .forEach(
            name ->
                modalities
                    .append(modalities.isEmpty() ? "" : ", ")
                    .append("'%s': %s".formatted(name, network)));
    String json =
        "{'latent': {'family': '%s', 'shared': 2, 'private': 1}, 'prior': %s, 'condition': [%s],"
                .formatted(
                    family,
                    prior,
                    String.join(
                        ", ", schema.conditions().stream().map(c -> "'" + c + "'").toList()))
            + " 'modalities': {%s}}".formatted(modalities);
    return Models.create(Settings.parse(json.replace('\'', '"')), schema, store)
        .multimodal()
        .orElseThrow();
  }
}

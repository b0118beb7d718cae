package dev.omnivae.core.testing;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.model.ConditionalVae;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;
import java.util.stream.Stream;

/** Conditional VAEs small enough for central differences: vectors a, b, c of two numbers. */
public final class Conditionals {
  private Conditionals() {}

  /**
   * A model, not yet allocated.
   *
   * @param more further keys of {@code model} as JSON, a comma first, single quotes allowed; they
   *     override
   */
  public static ConditionalVae model(ParameterStore store, String more) {
    Schema schema =
        Schema.of(
            Stream.of("a", "b", "c")
                .map(name -> new Modality(name, Modality.Kind.VECTOR, List.of(2L)))
                .toList());
    String mlp = "{'network': 'mlp', 'encoder': {'hidden': [3], 'activation': 'sigmoid'}}";
    String json =
        "{'kind': 'conditional', 'latent': {'shared': 2},"
            + " 'conditional': {'hidden': [4], 'context': 3},"
            + " 'modalities': {'a': %s, 'b': %s, 'c': %s}%s}".formatted(mlp, mlp, mlp, more);
    return (ConditionalVae) Models.create(Settings.parse(json.replace('\'', '"')), schema, store);
  }
}

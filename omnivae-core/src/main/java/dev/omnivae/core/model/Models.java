package dev.omnivae.core.model;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.state.ParameterStore;
import java.util.LinkedHashMap;
import java.util.Map;

/** Builds the model a recipe describes. */
public final class Models {
  private Models() {}

  /**
   * Builds a model and declares its parameters; the caller allocates the store.
   *
   * @param settings the recipe's {@code model} mapping, completed in place
   * @throws dev.omnivae.core.config.InputException on an unknown key, name or a value that makes no
   *     sense
   */
  public static Model create(Settings settings, Schema schema, ParameterStore store) {
    return Extensions.of(ModelProvider.class, "model.kind")
        .get(settings.text("kind", "multimodal"))
        .create(settings, schema, store);
  }

  /** {@code kind: multimodal}: a {@link MultimodalVae}; over one modality, the plain VAE. */
  public static final class Multimodal implements ModelProvider {
    @Override
    public String name() {
      return "multimodal";
    }

    @Override
    public Model create(Settings settings, Schema schema, ParameterStore store) {
      return new VaeBuilder(settings, schema, store).build(schema, store.root(), true);
    }
  }

  /** {@code kind: factorised}: a {@link FactorisedVae}. */
  public static final class Factorised implements ModelProvider {
    @Override
    public String name() {
      return "factorised";
    }

    @Override
    public Model create(Settings settings, Schema schema, ParameterStore store) {
      VaeBuilder builder = new VaeBuilder(settings, schema, store);
      MultimodalVae mixture = builder.build(schema, store.root(), true);
      Map<String, MultimodalVae> unimodal = new LinkedHashMap<>();
      for (Modality modality : schema.modalities()) {
        unimodal.put(
            modality.name(),
            builder.build(
                schema.only(modality),
                store.root().child("unimodal").child(modality.name()),
                false));
      }
      return new FactorisedVae(mixture, unimodal);
    }
  }
}

package dev.omnivae.benchmarks;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Models as recipes describe them. */
final class Recipes {
  static final Modality MNIST = Modality.image("mnist", 1, 28, 28);
  static final Modality SVHN = Modality.image("svhn", 3, 32, 32);

  /** The model part of the recipe {@code mnist-svhn}. */
  static final String MNIST_SVHN =
      """
      {"latent": {"family": "laplace", "scale": "softmax", "shared": 20},
       "modalities": {
         "mnist": {"network": "mlp", "encoder": {"hidden": [400]}},
         "svhn": {"network": "conv", "encoder": {"filters": 32}}}}
      """;

  private Recipes() {}

  static Model model(String json, List<Modality> modalities) {
    ParameterStore store = new ParameterStore();
    Model model = Models.create(Settings.parse(json), Schema.of(modalities), store);
    allocate(store);
    return model;
  }

  static void allocate(ParameterStore store) {
    store.allocate(Noise.of(1, 0, 0).stream("parameters"), ScalarType.Float, Engine.device());
  }
}

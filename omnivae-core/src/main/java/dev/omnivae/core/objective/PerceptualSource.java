package dev.omnivae.core.objective;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.image.FeatureNetwork;
import dev.omnivae.core.network.image.FeatureSource;
import dev.omnivae.core.network.image.Vgg16;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where {@link Perceptual} has its network from: opened when training begins. */
@FunctionalInterface
interface PerceptualSource {
  /** Opens it, saying in a line what the user should know. */
  FeatureNetwork open(Consumer<String> say);

  /** The recipe's choice. */
  enum Features {
    AUTO,
    VGG16,
    ORACLE
  }

  /**
   * Chooses, and writes what {@code auto} came to into the recipe: a run goes on with what it began
   * with.
   *
   * @param weights file of a VGG16, by name; empty for none
   * @param layers of the VGG16
   * @param features the recipe's word
   * @param settings the mapping of the term
   */
  static PerceptualSource of(
      String weights,
      List<String> layers,
      String features,
      Modality modality,
      Settings settings,
      FeatureSource outside) {
    Vgg16.check(layers, settings.path("layers"));
    Features chosen = Choices.of(Features.class, features, settings.path("features"));
    if (chosen == Features.AUTO) {
      chosen = file(weights, outside).isPresent() ? Features.VGG16 : Features.ORACLE;
      settings.tree().put("features", chosen == Features.VGG16 ? "vgg16" : "oracle");
    }
    return chosen == Features.VGG16
        ? say -> vgg16(weights, layers, settings.path("weights"), outside)
        : say -> oracle(weights, settings.path("name"), modality, outside, say);
  }

  private static Optional<Path> file(String weights, FeatureSource outside) {
    return weights.isEmpty() ? Optional.empty() : outside.file(weights);
  }

  private static FeatureNetwork vgg16(
      String weights, List<String> layers, String path, FeatureSource outside) {
    return Vgg16.read(
        file(weights, outside)
            .orElseThrow(
                () ->
                    InputException.of(
                        path,
                        "a file where features are vgg16",
                        weights.isEmpty() ? "none" : "none at '" + weights + "'",
                        "put it there, or write features: oracle")),
        layers);
  }

  private static FeatureNetwork oracle(
      String weights, String path, Modality modality, FeatureSource outside, Consumer<String> say) {
    String why =
        weights.isEmpty()
            ? ": no weights of a VGG16 are named"
            : file(weights, outside).isPresent()
                ? ""
                : ": there is no file '" + weights + "' of a VGG16";
    say.accept(
        "perceptual: images are compared by features of the network that judges '%s'%s"
            .formatted(modality.name(), why));
    return outside
        .oracle(modality, say)
        .orElseThrow(
            () ->
                InputException.of(
                    path,
                    "for data with labels or attributes, or with weights, when it is perceptual",
                    "neither",
                    "name a file with weights: vgg16.pth, or leave the term out"));
  }
}

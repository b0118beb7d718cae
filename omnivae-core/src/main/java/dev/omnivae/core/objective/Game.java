package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.network.image.PatchDiscriminator;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * What both sides of an adversarial game have in common: whose images are judged, by which loss,
 * and the noise over what is judged.
 *
 * @param noise standard deviation of normal noise over real and generated images alike, which makes
 *     their distributions overlap; in training alone. Sønderby et al. 2017, "instance noise"
 * @param cross where private codes come from for components that did not see the modality
 */
record Game(String modality, GameLoss loss, Coefficient noise, PrivateCodes cross) {
  /** The keys both sides read. */
  record Options(
      String name, String modality, String loss, JsonNode instanceNoise, String privateCodes) {}

  /** Defaults: the first modality with a discriminator, the hinge loss, no noise. */
  static Options defaults(String name, Model model, Settings settings) {
    return new Options(
        name, names(model, settings).iterator().next(), "hinge", DoubleNode.valueOf(0), "prior");
  }

  static Game read(
      String modality, String loss, JsonNode noise, String cross, Model model, Settings settings) {
    Set<String> names = names(model, settings);
    if (!names.contains(modality)) {
      throw InputException.of(
          settings.path("modality"),
          "one with a discriminator",
          "'" + modality + "'",
          "choices: " + String.join(", ", names));
    }
    return new Game(
        modality,
        Choices.of(GameLoss.class, loss, settings.path("loss")),
        Coefficient.read(noise, settings.path("instance_noise"), 0),
        Choices.of(PrivateCodes.class, cross, settings.path("private_codes")));
  }

  private static Set<String> names(Model model, Settings settings) {
    Set<String> names = new TreeSet<>();
    model.multimodal().ifPresent(vae -> names.addAll(vae.discriminators().keySet()));
    if (names.isEmpty()) {
      throw InputException.of(
          settings.path("name"),
          "for a model with a discriminator",
          "one without",
          "write model.discriminator: {image: {}}, with the name of your modality of images");
    }
    return names;
  }

  PatchDiscriminator discriminator(MultimodalVae model) {
    PatchDiscriminator found = model.discriminators().get(modality);
    if (found == null) {
      throw new IllegalStateException("no discriminator for '" + modality + "'");
    }
    return found;
  }

  /**
   * Means of the decoder for every component of the posterior: {@code (component, batch, channel,
   * height, width)}.
   */
  Tensor images(MultimodalVae m, Posterior q, Step<MultimodalVae> s) {
    return s.decoded(modality, m.draw(q, s.experts(), 1, cross, s.noise()).latents());
  }

  /** Instance noise over images; a training step's alone. */
  Tensor noisy(Tensor images, Step<?> s, Noise stream) {
    double deviation = noise.at(s.clock());
    return deviation == 0 || !s.training()
        ? images
        : images.add(Tensors.times(stream.normal(images, Tensors.shape(images)), deviation));
  }

  /** The mean over patches of a loss of logits: {@code (rows, patch)} to {@code (rows)}. */
  static Tensor perImage(UnaryOperator<Tensor> loss, Tensor logits) {
    return Tensors.mean(loss.apply(logits), 1);
  }

  /** Losses {@code (component * batch)} averaged by the posterior's weights: {@code (batch)}. */
  static Tensor overComponents(Tensor losses, Posterior q) {
    Tensor weights = q.logWeights().detach();
    return Bounds.overComponents(losses.view(weights.size(0), weights.size(1)), weights);
  }
}

package dev.omnivae.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.network.Corruption;
import dev.omnivae.core.state.FirstValues;

/**
 * One modality of a model: {@code model.modalities.NAME}.
 *
 * @param network name of the architecture, of encoder and decoder alike unless they name their own
 * @param encoder settings of the encoder, read by the network; {@code network} inside overrides
 * @param decoder settings of the decoder; mirrors the encoder unless given
 * @param likelihood p(x given z): laplace, normal, bernoulli, categorical; of tokens always
 *     categorical
 * @param scale fixed scale of a Laplace or normal likelihood
 * @param weight factor of the log-likelihood in objectives; {@code auto} is the largest modality's
 *     number of elements over this one's (3.918 for MNIST beside SVHN)
 * @param trunks {@code one} feeds the heads of the shared and of the private code; {@code two}
 *     gives each its own, as the reference program of MMVAE+ does
 * @param initial what linear and convolution layers of encoder and decoder start from
 * @param corruption what the encoder sees in training in place of the data; not for tokens
 */
public record ModalitySettings(
    String network,
    JsonNode encoder,
    JsonNode decoder,
    String likelihood,
    double scale,
    JsonNode weight,
    String trunks,
    FirstValues initial,
    Corruption corruption) {
  /**
   * A convolutional pair for images and sound, a recurrent one for text, perceptrons for the rest.
   */
  static ModalitySettings defaults(Modality.Kind kind) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return new ModalitySettings(
        switch (kind) {
          case IMAGE, AUDIO -> "conv";
          case TOKENS -> "gru";
          case ATTRIBUTES -> "attributes";
          case VECTOR -> "mlp";
        },
        json.objectNode(),
        json.objectNode(),
        switch (kind) {
          case TOKENS -> "categorical";
          case ATTRIBUTES -> "bernoulli";
          case IMAGE, VECTOR, AUDIO -> "laplace";
        },
        0.75,
        TextNode.valueOf("auto"),
        "one",
        FirstValues.DEFAULT,
        Corruption.NONE);
  }

  public ModalitySettings {
    if (!(scale > 0)) {
      throw InputException.of("scale", "greater than 0", scale, "write scale: 0.75");
    }
    if (!trunks.equals("one") && !trunks.equals("two")) {
      throw InputException.of("trunks", "one or two", "'" + trunks + "'", "write trunks: one");
    }
    boolean automatic = weight.asText().equals("auto");
    if (!automatic && !(weight.isNumber() && weight.doubleValue() >= 0)) {
      throw InputException.of("weight", "auto or a number of at least 0", weight, "write auto");
    }
  }

  /**
   * The factor.
   *
   * @param elements of this modality
   * @param largest elements of the largest modality
   */
  double weight(long elements, long largest) {
    return weight.isNumber() ? weight.doubleValue() : (double) largest / elements;
  }
}

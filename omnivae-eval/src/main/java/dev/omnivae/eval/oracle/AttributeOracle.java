package dev.omnivae.eval.oracle;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.data.Split;
import dev.omnivae.eval.AttributeAgreement;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Says which attributes an image shows.
 *
 * @param classifier a logit for each attribute, above 0 for yes
 * @param image the modality it looks at
 * @param attributes the modality whose elements it names
 */
public record AttributeOracle(ImageClassifier classifier, Modality image, Modality attributes) {
  /** Yes or no: {@code (batch, channel, height, width)} to boolean {@code (batch, attribute)}. */
  public Tensor judge(Tensor images) {
    try (Scalar zero = new Scalar(0.0)) {
      return classifier.logits(images).gt(zero);
    }
  }

  /** How often it is right about real images, at most {@link Batches#SIZE} times 40 of them. */
  public AttributeAgreement accuracy(Evaluation evaluation, Split split) {
    Samples samples = evaluation.dataset().samples(split);
    AttributeAgreement agreement = new AttributeAgreement();
    Batches.forEach(
        samples,
        Batches.positions(samples.size(), 40L * Batches.SIZE, 0),
        (batch, from) -> {
          Tensor said = judge(batch.of(image.name()).cleaned().value());
          agreement.add(said, batch, image.name(), attributes.name());
        });
    return agreement;
  }
}

package dev.omnivae.eval.oracle;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.eval.AttributeAgreement;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What a classifier of images learns to say of them. */
interface Lesson {
  /** The one class of each image. */
  Lesson CLASSES =
      new Lesson() {
        @Override
        public Tensor answers(Batch batch) {
          return Labels.of(batch);
        }

        @Override
        public Tensor loss(Tensor logits, Batch batch) {
          return torch.cross_entropy_loss(logits, Labels.of(batch));
        }
      };

  /** Whole numbers per sample: what the data say. */
  Tensor answers(Batch batch);

  /** To minimise, a scalar. */
  Tensor loss(Tensor logits, Batch batch);

  /**
   * Every attribute of an image, yes or no, each by itself; unknown ones teach nothing.
   *
   * @param image the modality of images
   * @param attributes the modality beside it
   */
  static Lesson attributes(String image, String attributes) {
    return new Lesson() {
      @Override
      public Tensor answers(Batch batch) {
        return batch.of(attributes).cleaned().value();
      }

      @Override
      public Tensor loss(Tensor logits, Batch batch) {
        Tensor said = answers(batch);
        // softplus(l) - l y = -y log σ(l) - (1 - y) log(1 - σ(l))
        Tensor each = torch.softplus(logits).sub(logits.mul(said));
        Tensor counts = AttributeAgreement.known(batch, image, attributes);
        try (Scalar one = new Scalar(1.0)) {
          return torch
              .where(counts, each, torch.zeros_like(each))
              .sum()
              .div(counts.sum().to(each.scalar_type()).clamp_min(one));
        }
      }
    };
  }
}

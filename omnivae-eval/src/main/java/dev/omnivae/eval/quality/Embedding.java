package dev.omnivae.eval.quality;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What a frozen network sees in images: the features in which real and generated are compared. */
public interface Embedding {
  /** Features of an image. */
  int width();

  /**
   * Looks.
   *
   * @param images {@code (batch, channel, height, width)}, pixels in [0, 1]
   * @return {@code (batch, feature)}
   */
  Tensor of(Tensor images);

  /**
   * The class these features show.
   *
   * @param features as {@link #of} gave them
   * @return {@code (batch)} int64; null from a network that knows none
   */
  default @Nullable Tensor classes(Tensor features) {
    return null;
  }

  /** The same, which knows no classes: what it says of an image is something else. */
  default Embedding withoutClasses() {
    Embedding seen = this;
    return new Embedding() {
      @Override
      public int width() {
        return seen.width();
      }

      @Override
      public Tensor of(Tensor images) {
        return seen.of(images);
      }
    };
  }
}

package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Vocabulary;
import java.awt.image.BufferedImage;
import java.util.List;

/** Samples of a modality as pictures for the cells of a grid: images, texts, cells of numbers. */
final class Cells {
  private Cells() {}

  /** Whether what a model makes of a modality can be looked at. */
  static boolean shows(Modality modality) {
    return Pixels.drawable(modality) || modality.kind() == Modality.Kind.TOKENS;
  }

  /**
   * One picture a sample.
   *
   * @param seen {@code (batch, event)}
   */
  static List<BufferedImage> of(Modality modality, Observation seen) {
    Vocabulary vocabulary = modality.vocabulary();
    if (vocabulary != null) {
      return TextCells.of(TextCells.texts(seen, vocabulary));
    }
    return Pixels.drawable(modality) ? Pixels.of(seen.value()) : Pixels.cells(seen.value());
  }
}

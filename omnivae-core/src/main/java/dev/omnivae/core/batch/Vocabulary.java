package dev.omnivae.core.batch;

import org.jspecify.annotations.Nullable;

/**
 * What the ids of a {@link Modality.Kind#TOKENS} modality mean: words and ids, both ways. A data
 * set makes it from its training split; run folders keep it.
 */
public interface Vocabulary {
  /** Number of ids: they are 0 to size - 1. */
  int size();

  /** Fills a caption up to the length of its batch; never known, never generated. */
  int pad();

  /** What a decoder reads before the first token; never generated. */
  int bos();

  /** Ends every caption; known, so that decoders learn where to stop. */
  int eos();

  /** Stands for what the vocabulary does not hold; never generated. */
  int unknown();

  /**
   * The ids of a text, ending with {@link #eos()}, neither begun with bos nor padded.
   *
   * @param text any text; what is not in the vocabulary becomes {@link #unknown()}
   */
  int[] ids(String text);

  /** Vectors learned elsewhere that embeddings begin with; null where there are none. */
  default @Nullable TokenVectors vectors() {
    return null;
  }

  /** The text of ids up to the first {@link #eos()}; padding and bos leave nothing. */
  String text(int[] ids);
}

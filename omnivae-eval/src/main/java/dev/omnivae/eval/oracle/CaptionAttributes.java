package dev.omnivae.eval.oracle;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.caption.AttributeSentences;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/** Reads from its words which attributes a caption tells; see {@link AttributeSentences#parse}. */
public final class CaptionAttributes {
  private final AttributeSentences sentences;
  private final Vocabulary vocabulary;
  private final int count;

  /**
   * Of a modality of tokens.
   *
   * @param names of the attributes, in order
   */
  public CaptionAttributes(Modality text, List<String> names) {
    this.sentences = new AttributeSentences(names);
    this.vocabulary = Objects.requireNonNull(text.vocabulary());
    this.count = names.size();
  }

  /**
   * What captions tell.
   *
   * @param tokens int64 {@code (batch, token)}
   * @return int64 {@code (batch, attribute)}: 1 yes, 0 no, -1 where nothing is said, or both
   */
  public Tensor read(Tensor tokens) {
    long[] ids = Tensors.longs(tokens);
    int length = Math.toIntExact(tokens.size(1));
    int captions = ids.length / length;
    long[] told = new long[captions * count];
    int[] row = new int[length];
    for (int i = 0; i < captions; i++) {
      for (int t = 0; t < length; t++) {
        row[t] = Math.toIntExact(ids[i * length + t]);
      }
      byte[] values = sentences.parse(vocabulary.text(row));
      for (int a = 0; a < count; a++) {
        told[i * count + a] = values[a];
      }
    }
    return Tensors.of(told, captions, count);
  }
}

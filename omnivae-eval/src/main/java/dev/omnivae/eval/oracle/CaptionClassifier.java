package dev.omnivae.eval.oracle;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads the class a caption names from its words: the judge of texts, which the data set knows
 * ({@link Dataset#named}) and nobody trains.
 */
public final class CaptionClassifier implements Classifier {
  private final Dataset dataset;
  private final String modality;
  private final Vocabulary vocabulary;

  /** Of a modality of tokens of the data set. */
  public CaptionClassifier(Dataset dataset, Modality modality) {
    this.dataset = dataset;
    this.modality = modality.name();
    this.vocabulary = Objects.requireNonNull(modality.vocabulary());
  }

  /**
   * The class named.
   *
   * @param x int64 {@code (batch, token)}
   * @return {@code (batch)} int64; {@link #NONE} where a caption names no class, or several
   */
  @Override
  public Tensor classify(Tensor x) {
    long[] ids = Tensors.longs(x);
    int length = Math.toIntExact(x.size(1));
    long[] named = new long[ids.length / length];
    int[] row = new int[length];
    for (int i = 0; i < named.length; i++) {
      for (int t = 0; t < length; t++) {
        row[t] = Math.toIntExact(ids[i * length + t]);
      }
      named[i] = dataset.named(modality, vocabulary.text(row)).orElse(NONE);
    }
    return Tensors.of(named, named.length);
  }
}

package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.caption.AttributeSentences;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Samples of a modality of a data set as pictures for the cells of a grid: images, texts,
 * attributes as sentences, cells of numbers.
 */
public record Cells(Dataset dataset) {
  private static final double YES = 0.5;

  /** Whether what a model makes of a modality can be looked at. */
  public boolean shows(Modality modality) {
    return modality.drawable() || inWords(modality);
  }

  /** Whether samples of a modality are shown as words: texts, and attributes that have names. */
  public boolean inWords(Modality modality) {
    return modality.kind() == Modality.Kind.TOKENS || named(modality);
  }

  private boolean named(Modality modality) {
    return modality.kind() == Modality.Kind.ATTRIBUTES
        && dataset.names(modality.name()).size() == modality.elements();
  }

  /**
   * One picture a sample.
   *
   * @param seen {@code (batch, event)}
   */
  public List<BufferedImage> of(Modality modality, Observation seen) {
    if (inWords(modality)) {
      return TextCells.of(texts(modality, seen));
    }
    return modality.drawable() ? Pixels.of(seen.value()) : Pixels.cells(seen.value());
  }

  /**
   * The words of each sample of a modality that is shown in {@linkplain #inWords words}; empty
   * where there is none. Of attributes, what is likelier than not.
   *
   * @param seen {@code (batch, event)}: ids, or zeros, ones and probabilities
   */
  public List<String> texts(Modality modality, Observation seen) {
    Vocabulary vocabulary = modality.vocabulary();
    if (vocabulary != null) {
      return TextCells.texts(seen, vocabulary);
    }
    AttributeSentences sentences = new AttributeSentences(dataset.names(modality.name()));
    return attributes(seen).stream().map(sentences::sentence).toList();
  }

  /** Attributes as yes, no and unknown, by sample. */
  static List<byte[]> attributes(Observation seen) {
    int width = Math.toIntExact(seen.value().size(1));
    float[] values = Tensors.floats(seen.value());
    long[] known = longs(seen.known());
    long[] available = longs(seen.available());
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < seen.value().size(0); i++) {
      byte[] of = new byte[width];
      for (int a = 0; a < width; a++) {
        int at = i * width + a;
        boolean unknown =
            (known.length > 0 && known[at] == 0) || (available.length > 0 && available[i] == 0);
        of[a] = unknown ? AttributeSentences.UNKNOWN : (byte) (values[at] > YES ? 1 : 0);
      }
      all.add(of);
    }
    return all;
  }

  private static long[] longs(@Nullable Tensor mask) {
    return mask == null ? new long[0] : Tensors.longs(mask);
  }
}

package dev.omnivae.eval;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.caption.ClassWords;
import dev.omnivae.data.text.WordVocabulary;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Dark and bright images, class 0 and 1, with captions of the words thin, zero and one. */
public final class Told {
  public static final WordVocabulary WORDS =
      WordVocabulary.of(List.of("thin thin thin zero zero one"), 1);
  public static final int EOS = WORDS.eos();
  public static final int THIN = 4;
  public static final int ZERO = 5;
  public static final int ONE = 6;

  public static final int LENGTH = 4;
  public static final Modality IMAGE = Modality.image("image", 1, 2, 2);
  public static final Modality TEXT = Modality.tokens("text", LENGTH, WORDS);

  private Told() {}

  /** Images by label and their captions, null for none. */
  public static TinyDataset data(float[] labels, @Nullable String... captions) {
    long[] classes = new long[labels.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (long) labels[i];
    }
    Tensor images =
        Tensors.of(labels, labels.length, 1, 1, 1)
            .expand(Tensors.prepend(IMAGE.sizes(), labels.length))
            .contiguous();
    return new TinyDataset(
            List.of(IMAGE, TEXT),
            List.of(images, ids(captions)),
            Tensors.of(classes, classes.length),
            2)
        .naming(new ClassWords(List.of("zero", "one"))::named);
  }

  /** {@code (caption, token)}, padding alone for none. */
  public static Tensor ids(@Nullable String... captions) {
    long[] rows = new long[captions.length * LENGTH]; // padding is 0
    for (int i = 0; i < captions.length; i++) {
      String caption = captions[i];
      int[] ids = caption == null ? new int[0] : WORDS.ids(caption);
      for (int t = 0; t < ids.length; t++) {
        rows[i * LENGTH + t] = ids[t];
      }
    }
    return Tensors.of(rows, captions.length, LENGTH);
  }

  /**
   * Probabilities of the next token: 0.9 of the one named, the rest spread over all others but
   * padding, bos and unknown.
   *
   * @param chain the likeliest texts' tokens in order, as token before, token, token before, ...
   */
  public static double[][] table(int... chain) {
    int size = WORDS.size();
    double[][] table = new double[size][size];
    for (double[] row : table) {
      for (int id : new int[] {EOS, THIN, ZERO, ONE}) {
        row[id] = 0.25;
      }
    }
    for (int i = 0; i < chain.length; i += 2) {
      for (int id : new int[] {EOS, THIN, ZERO, ONE}) {
        table[chain[i]][id] = id == chain[i + 1] ? 0.9 : 0.1 / 3;
      }
    }
    return table;
  }
}

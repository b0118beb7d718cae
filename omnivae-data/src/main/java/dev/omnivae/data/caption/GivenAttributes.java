package dev.omnivae.data.caption;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Attributes that a user tells in a sentence. */
public final class GivenAttributes {
  private GivenAttributes() {}

  /**
   * Reads a sentence as {@link AttributeSentences#parse} does; what it does not tell is unknown.
   *
   * @param names of the modality's elements, in order
   * @return float32 {@code (1, attribute)}
   * @throws InputException where it tells nothing
   */
  public static Observation of(Modality modality, List<String> names, String text) {
    String what = "text for " + modality.name();
    if (names.size() != modality.elements()) {
      throw InputException.of(
          what, "of attributes that have names", "a data set without", "give test samples");
    }
    AttributeSentences sentences = new AttributeSentences(names);
    byte[] values = sentences.parse(text);
    float[] told = new float[values.length];
    byte[] known = new byte[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      known[i] = (byte) (values[i] == AttributeSentences.UNKNOWN ? 0 : 1);
      told[i] = known[i] == 1 ? values[i] : 0;
      count += known[i];
    }
    if (count == 0) {
      throw InputException.of(
          what,
          "a sentence that tells an attribute",
          "'" + text + "'",
          "write '%s'".formatted(example(sentences, values)));
    }
    return new Observation(
        Tensors.of(told, 1, told.length),
        null,
        count == values.length ? null : Tensors.of(known, 1, known.length).to(ScalarType.Bool));
  }

  private static String example(AttributeSentences sentences, byte[] unknown) {
    byte[] first = unknown.clone();
    first[0] = 1;
    return sentences.sentence(first);
  }
}

package dev.omnivae.benchmarks;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.text.WordVocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/** Texts of words drawn from 60, all of the same length, the closing token included. */
final class RandomTexts {
  private static final int WORDS = 60;

  private RandomTexts() {}

  static Modality modality(long length) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      words.add("" + (char) ('a' + i / 8) + (char) ('a' + i % 8));
    }
    return Modality.tokens("text", length, WordVocabulary.of(words, 1));
  }

  /** One batch of that modality. */
  static Batch batch(Modality modality, int size) {
    int length = Math.toIntExact(modality.elements());
    Random random = new Random(1);
    long[] ids = new long[size * length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] =
          i % length == length - 1
              ? WordVocabulary.SPECIAL.indexOf("<eos>")
              : WordVocabulary.SPECIAL.size() + random.nextInt(WORDS);
    }
    Tensor value = Tensors.of(ids, size, length);
    Tensor known = value.ge(Tensors.of(new long[] {1}, 1)); // not padding
    return new Batch(
        Map.of(modality.name(), new Observation(value, null, known)),
        null,
        null,
        Tensors.of(LongStream.range(0, size).toArray(), size));
  }
}

package dev.omnivae.eval.consistency;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What is said of one image.
 *
 * @param values zeros and ones of attributes, ids of tokens
 * @param known which of them are: no holes, no padding
 * @param label class of the sample, -1 without
 */
@SuppressWarnings("ArrayRecordComponent") // compared by says() alone
public record Description(long[] values, boolean[] known, long label) {
  /** Whether both say the same. */
  boolean says(Description other) {
    if (!Arrays.equals(known, other.known)) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if (known[i] && values[i] != other.values[i]) {
        return false;
      }
    }
    return true;
  }

  /** The same with these attributes the other way round; unknown ones stay so. */
  Description flipped(int... indices) {
    long[] changed = values.clone();
    for (int i : indices) {
      changed[i] = known[i] ? 1 - changed[i] : changed[i];
    }
    return new Description(changed, known, label);
  }

  /** Rows as a model takes them: {@code (row, event)}, on the engine's device. */
  public static Observation observation(Modality modality, List<Description> rows) {
    int width = Math.toIntExact(modality.elements());
    long[] values = new long[rows.size() * width];
    byte[] known = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      Description row = rows.get(i / width);
      values[i] = row.values()[i % width];
      known[i] = (byte) (row.known()[i % width] ? 1 : 0);
    }
    ScalarType type = modality.kind() == Modality.Kind.TOKENS ? ScalarType.Long : ScalarType.Float;
    Tensor value = Tensors.of(values, rows.size(), width).to(Engine.device(), type);
    Tensor mask = Tensors.of(known, rows.size(), width).to(Engine.device(), ScalarType.Bool);
    return new Observation(value, null, mask);
  }

  /**
   * In words: the names of the attributes that are there, or the text.
   *
   * @param names of attributes, in order
   */
  public String text(Modality modality, List<String> names) {
    Vocabulary vocabulary = modality.vocabulary();
    if (vocabulary != null) {
      return vocabulary.text(Arrays.stream(values).mapToInt(Math::toIntExact).toArray());
    }
    return IntStream.range(0, values.length)
        .filter(i -> known[i] && values[i] == 1)
        .mapToObj(i -> i < names.size() ? names.get(i) : Integer.toString(i))
        .collect(Collectors.joining(", "));
  }

  /** The rows of an observation, all of them there. */
  public static List<Description> of(Observation seen, long[] labels) {
    long[] values = Tensors.longs(seen.value());
    long[] known = seen.known() == null ? new long[0] : Tensors.longs(seen.known());
    int width = Math.toIntExact(seen.value().size(1));
    Description[] rows = new Description[values.length / width];
    for (int i = 0; i < rows.length; i++) {
      boolean[] there = new boolean[width];
      for (int k = 0; k < width; k++) {
        there[k] = known.length == 0 || known[i * width + k] != 0;
      }
      rows[i] =
          new Description(
              Arrays.copyOfRange(values, i * width, (i + 1) * width),
              there,
              labels.length == 0 ? -1 : labels[i]);
    }
    return List.of(rows);
  }
}

package dev.omnivae.data.store;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Texts as token ids: one after the other without padding, two bytes an id where the vocabulary
 * lets it, gathered as int64 padded to the modality's length. A row without any id lacks the text.
 */
public final class TokenRows implements View {
  private static final int SHORTS = 1 << 16;

  private final Modality modality;
  private final Vocabulary vocabulary;
  private final int[] starts; // (row + 1): row i is ids starts[i] to starts[i + 1]
  private final short[] narrow; // either of the two holds the ids
  private final int[] wide;

  private TokenRows(
      Modality modality, Vocabulary vocabulary, int[] starts, short[] narrow, int[] wide) {
    this.modality = modality;
    this.vocabulary = vocabulary;
    this.starts = starts;
    this.narrow = narrow;
    this.wide = wide;
  }

  /**
   * Rows of ids.
   *
   * @param length most ids of a row
   * @param rows each ending with eos and at most {@code length} long, or empty where there is none
   */
  public static TokenRows of(String name, int length, Vocabulary vocabulary, List<int[]> rows) {
    int[] starts = new int[rows.size() + 1];
    for (int i = 0; i < rows.size(); i++) {
      int[] row = rows.get(i);
      if (row.length > length || (row.length > 0 && row[row.length - 1] != vocabulary.eos())) {
        throw new IllegalArgumentException(
            "row %d must be at most %d ids ending with %d, got %s"
                .formatted(i, length, vocabulary.eos(), Arrays.toString(row)));
      }
      starts[i + 1] = Math.addExact(starts[i], row.length);
    }
    boolean small = vocabulary.size() <= SHORTS;
    int total = starts[rows.size()];
    short[] narrow = new short[small ? total : 0];
    int[] wide = new int[small ? 0 : total];
    int at = 0;
    for (int[] row : rows) {
      for (int id : row) {
        if (id < 0 || id >= vocabulary.size()) {
          throw new IllegalArgumentException(
              "ids must be below %d, got %d".formatted(vocabulary.size(), id));
        }
        if (small) {
          narrow[at++] = (short) id;
        } else {
          wide[at++] = id;
        }
      }
    }
    return new TokenRows(
        Modality.tokens(name, length, vocabulary), vocabulary, starts, narrow, wide);
  }

  @Override
  public Modality modality() {
    return modality;
  }

  @Override
  public int size() {
    return starts.length - 1;
  }

  @Override
  public boolean has(int row) {
    return starts[row + 1] > starts[row];
  }

  /** The ids of a row, the closing one included; empty where it has none. */
  public int[] ids(int row) {
    int[] ids = new int[starts[row + 1] - starts[row]];
    for (int i = 0; i < ids.length; i++) {
      int at = starts[row] + i;
      ids[i] = wide.length > 0 ? wide[at] : Short.toUnsignedInt(narrow[at]);
    }
    return ids;
  }

  /** The text of a row. */
  public String text(int row) {
    return vocabulary.text(ids(row));
  }

  /** Int64 {@code (row, token)}, padded. */
  @Override
  public Tensor gather(int[] rows) {
    int length = length();
    long[] picked = new long[rows.length * length];
    Arrays.fill(picked, vocabulary.pad());
    for (int i = 0; i < rows.length; i++) {
      int[] ids = ids(rows[i]);
      for (int t = 0; t < ids.length; t++) {
        picked[i * length + t] = ids[t];
      }
    }
    return Tensors.of(picked, rows.length, length);
  }

  /** True up to the closing token and with it. */
  @Override
  public Tensor known(int[] rows) {
    int length = length();
    byte[] picked = new byte[rows.length * length];
    for (int i = 0; i < rows.length; i++) {
      int from = i * length;
      Arrays.fill(picked, from, from + starts[rows[i] + 1] - starts[rows[i]], (byte) 1);
    }
    try (Scope scope = Scope.open()) {
      return scope.keep(Tensors.of(picked, rows.length, length).to(ScalarType.Bool));
    }
  }

  private int length() {
    return Math.toIntExact(modality.elements());
  }
}

package dev.omnivae.data.store;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Standardisation;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of numbers, every column standardised. Unknown elements are zeros, the mean of their column;
 * a row none of which is known lacks the modality.
 */
public final class Vectors implements View {
  private final Modality modality;
  private final int size;
  private final float[] values; // (row, column)
  private final BitSet known;

  private Vectors(Modality modality, int size, float[] values, BitSet known) {
    this.modality = modality;
    this.size = size;
    this.values = values;
    this.known = known;
  }

  /**
   * Columns side by side.
   *
   * @param columns by column, then by row; NaN where unknown
   * @param scales how each column is standardised
   */
  public static Vectors of(String name, List<double[]> columns, List<Standardisation> scales) {
    int width = columns.size();
    int size = columns.get(0).length;
    float[] values = new float[Math.multiplyExact(size, width)];
    BitSet known = new BitSet(values.length);
    for (int c = 0; c < width; c++) {
      double[] column = columns.get(c);
      for (int row = 0; row < size; row++) {
        if (!Double.isNaN(column[row])) {
          values[row * width + c] = (float) scales.get(c).standardise(column[row]);
          known.set(row * width + c);
        }
      }
    }
    Modality modality = new Modality(name, Modality.Kind.VECTOR, List.of((long) width));
    return new Vectors(modality, size, values, known);
  }

  /** The scale of one column, of the known cells of these rows. */
  public static Standardisation scale(String name, double[] column, int[] rows) {
    return Standardisation.of(
        name,
        IntStream.of(rows)
            .mapToDouble(row -> column[row])
            .filter(value -> !Double.isNaN(value))
            .toArray());
  }

  @Override
  public Modality modality() {
    return modality;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean has(int row) {
    int next = known.nextSetBit(row * width());
    return next >= 0 && next < (row + 1) * width();
  }

  @Override
  public Tensor gather(int[] rows) {
    float[] picked = new float[rows.length * width()];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width(), picked, i * width(), width());
    }
    return Tensors.of(picked, rows.length, width());
  }

  @Override
  public @Nullable Tensor known(int[] rows) {
    if (known.cardinality() == values.length) {
      return null;
    }
    byte[] picked = new byte[rows.length * width()];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < width(); c++) {
        picked[i * width() + c] = (byte) (known.get(rows[i] * width() + c) ? 1 : 0);
      }
    }
    try (Scope scope = Scope.open()) {
      return scope.keep(Tensors.of(picked, rows.length, width()).to(ScalarType.Bool));
    }
  }

  private int width() {
    return Math.toIntExact(modality.elements());
  }
}

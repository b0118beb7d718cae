package dev.omnivae.data.store;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.BitSet;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of named zeros and ones, some of which may be unknown; a row none of which is known lacks
 * the modality.
 */
public final class Attributes implements View {
  private final Modality modality;
  private final List<String> names;
  private final int size;
  private final BitSet values; // (row, attribute)
  private final BitSet unknown;

  private Attributes(String name, List<String> names, int size, BitSet values, BitSet unknown) {
    this.modality = new Modality(name, Modality.Kind.ATTRIBUTES, List.of((long) names.size()));
    this.names = List.copyOf(names);
    this.size = size;
    this.values = values;
    this.unknown = unknown;
  }

  /**
   * Attributes side by side.
   *
   * @param names by attribute
   * @param values by attribute, then by row: 1, 0, or any other number where unknown
   */
  public static Attributes of(String name, List<String> names, List<byte[]> values) {
    int size = values.get(0).length;
    int width = names.size();
    BitSet ones = new BitSet(size * width);
    BitSet unknown = new BitSet();
    for (int a = 0; a < width; a++) {
      byte[] of = values.get(a);
      for (int row = 0; row < size; row++) {
        ones.set(row * width + a, of[row] == 1);
        unknown.set(row * width + a, of[row] != 0 && of[row] != 1);
      }
    }
    return new Attributes(name, names, size, ones, unknown);
  }

  @Override
  public Modality modality() {
    return modality;
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean has(int row) {
    return unknown.nextClearBit(row * width()) < (row + 1) * width();
  }

  /** Float32 {@code (row, attribute)}; zeros where unknown. */
  @Override
  public Tensor gather(int[] rows) {
    float[] picked = new float[rows.length * width()];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = values.get(rows[i / width()] * width() + i % width()) ? 1 : 0;
    }
    return Tensors.of(picked, rows.length, width());
  }

  @Override
  public @Nullable Tensor known(int[] rows) {
    if (unknown.isEmpty()) {
      return null;
    }
    byte[] picked = new byte[rows.length * width()];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = (byte) (unknown.get(rows[i / width()] * width() + i % width()) ? 0 : 1);
    }
    try (Scope scope = Scope.open()) {
      return scope.keep(Tensors.of(picked, rows.length, width()).to(ScalarType.Bool));
    }
  }

  private int width() {
    return names.size();
  }
}

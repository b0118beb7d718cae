package dev.omnivae.eval.projection;

import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Points of one width, held on the Java side.
 *
 * @param values row-major, {@code (point, dimension)}
 * @param width dimensions, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record Points(float[] values, int width) {
  public Points {
    if (width < 1 || values.length % width != 0) {
      throw new IllegalArgumentException(
          "values must be rows of the width, got %d of width %d".formatted(values.length, width));
    }
  }

  /** Rows of a tensor {@code (point, dimension)}. */
  public static Points of(Tensor rows) {
    return new Points(Tensors.floats(rows), Math.toIntExact(rows.size(1)));
  }

  /** Rows of one width. */
  public static Points of(float[][] rows) {
    return joined(Arrays.stream(rows).map(row -> new Points(row, row.length)).toList());
  }

  /** One after the other, all of one width. */
  public static Points joined(List<Points> parts) {
    int length = parts.stream().mapToInt(part -> part.values.length).sum();
    float[] all = new float[length];
    int at = 0;
    for (Points part : parts) {
      System.arraycopy(part.values, 0, all, at, part.values.length);
      at += part.values.length;
    }
    return new Points(all, parts.get(0).width);
  }

  public int size() {
    return values.length / width;
  }

  public float at(int point, int dimension) {
    return values[point * width + dimension];
  }

  /** One point, a copy. */
  public float[] row(int point) {
    return Arrays.copyOfRange(values, point * width, (point + 1) * width);
  }

  /** Points {@code [from, to)}, a copy. */
  public Points range(int from, int to) {
    return new Points(Arrays.copyOfRange(values, from * width, to * width), width);
  }

  /** {@code (point, dimension)} float32, on the processor. */
  public Tensor tensor() {
    return Tensors.of(values, size(), width);
  }

  /** {@code (point, dimension)} float64 with the mean taken off: distances lose no digits to it. */
  Tensor centred() {
    Tensor wide = tensor().to(ScalarType.Double);
    return wide.sub(Tensors.mean(wide, 0));
  }
}

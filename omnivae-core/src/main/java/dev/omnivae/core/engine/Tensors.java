package dev.omnivae.core.engine;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * What is clumsy with tensors in the binding: Java arrays in and out, scalars, reductions over
 * axes. No second tensor library: everything else is {@link Tensor} itself.
 */
public final class Tensors {
  // retained, or the scope in which this class happens to be loaded would free it
  private static final Device CPU = new Device("cpu").retainReference();

  private Tensors() {}

  // ---- in ----

  /** A float32 tensor holding a copy of the values. */
  public static Tensor of(float[] values, long... shape) {
    return copy(torch.from_blob(new FloatPointer(values), shape, options(ScalarType.Float)));
  }

  /** A float64 tensor holding a copy of the values. */
  public static Tensor of(double[] values, long... shape) {
    return copy(torch.from_blob(new DoublePointer(values), shape, options(ScalarType.Double)));
  }

  /** An int64 tensor holding a copy of the values. */
  public static Tensor of(long[] values, long... shape) {
    return copy(torch.from_blob(new LongPointer(values), shape, options(ScalarType.Long)));
  }

  /** A uint8 tensor holding a copy of the values, read as 0 to 255. */
  public static Tensor of(byte[] values, long... shape) {
    return copy(torch.from_blob(new BytePointer(values), shape, options(ScalarType.Byte)));
  }

  public static Tensor zeros(ScalarType type, long... shape) {
    return torch.zeros(shape, options(type));
  }

  public static Tensor full(double value, ScalarType type, long... shape) {
    return torch.full(shape, new Scalar(value), options(type));
  }

  /** A scalar tensor of the element type and device of {@code like}. */
  public static Tensor scalar(double value, Tensor like) {
    return torch.full(new long[0], new Scalar(value), like.options());
  }

  public static TensorOptions options(ScalarType type) {
    return new TensorOptions(type);
  }

  // ---- out ----

  /** All elements in row-major order, as float32. */
  public static float[] floats(Tensor tensor) {
    try (Scope scope = Scope.open()) {
      Tensor t = host(tensor, ScalarType.Float);
      float[] values = new float[Math.toIntExact(t.numel())];
      new FloatPointer(t.data_ptr()).get(values);
      return values;
    }
  }

  /** All elements in row-major order, as float64. */
  public static double[] doubles(Tensor tensor) {
    try (Scope scope = Scope.open()) {
      Tensor t = host(tensor, ScalarType.Double);
      double[] values = new double[Math.toIntExact(t.numel())];
      new DoublePointer(t.data_ptr()).get(values);
      return values;
    }
  }

  /** All elements in row-major order, as int64. */
  public static long[] longs(Tensor tensor) {
    try (Scope scope = Scope.open()) {
      Tensor t = host(tensor, ScalarType.Long);
      long[] values = new long[Math.toIntExact(t.numel())];
      new LongPointer(t.data_ptr()).get(values);
      return values;
    }
  }

  /** The one element; on a GPU this waits for it. */
  public static double item(Tensor tensor) {
    try (Scope scope = Scope.open()) {
      return tensor.item_double();
    }
  }

  /** The sizes of all axes. */
  public static long[] shape(Tensor tensor) {
    long[] sizes = new long[Math.toIntExact(tensor.dim())];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = tensor.size(i);
    }
    return sizes;
  }

  // ---- arithmetic with numbers ----

  public static Tensor plus(Tensor a, double b) {
    try (Scalar s = new Scalar(b)) {
      return a.add(s);
    }
  }

  /** The tensor itself for 1. */
  public static Tensor times(Tensor a, double b) {
    if (b == 1) {
      return a;
    }
    try (Scalar s = new Scalar(b)) {
      return a.mul(s);
    }
  }

  /** {@code a * factor + offset} in one operation. */
  public static Tensor affine(Tensor a, double factor, double offset) {
    try (Scalar f = new Scalar(-factor);
        Scalar o = new Scalar(offset)) {
      return torch.rsub(a, o, f); // o - f a
    }
  }

  // ---- reductions over axes ----

  public static Tensor sum(Tensor a, long... axes) {
    return torch.sum(a, axes);
  }

  public static Tensor mean(Tensor a, long... axes) {
    return torch.mean(a, axes);
  }

  public static Tensor logSumExp(Tensor a, long... axes) {
    return a.logsumexp(axes, false);
  }

  /**
   * The values where they are there, 0 elsewhere, and no gradient from there. Not a product: 0
   * times infinity is NaN.
   *
   * @param there boolean, broadcast; null for everywhere
   */
  public static Tensor masked(Tensor values, @Nullable Tensor there) {
    return there == null ? values : torch.where(there, values, scalar(0, values));
  }

  /** Sum over the last {@code count} axes; the tensor itself for none. */
  public static Tensor sumLast(Tensor a, int count) {
    if (count == 0) {
      return a;
    }
    long[] axes = new long[count];
    for (int i = 0; i < count; i++) {
      axes[i] = -1L - i;
    }
    return sum(a, axes);
  }

  // ---- joining ----

  public static Tensor stack(Iterable<Tensor> tensors, long axis) {
    return torch.stack(vector(tensors), axis);
  }

  public static Tensor cat(Iterable<Tensor> tensors, long axis) {
    return torch.cat(vector(tensors), axis);
  }

  public static TensorVector vector(Iterable<Tensor> tensors) {
    TensorVector vector = new TensorVector();
    tensors.forEach(vector::push_back);
    return vector;
  }

  /** Shape with axes put in front: {@code (leading..., shape...)}. */
  public static long[] prepend(long[] shape, long... leading) {
    long[] joined = new long[leading.length + shape.length];
    System.arraycopy(leading, 0, joined, 0, leading.length);
    System.arraycopy(shape, 0, joined, leading.length, shape.length);
    return joined;
  }

  private static Tensor host(Tensor tensor, ScalarType type) {
    return tensor.detach().to(CPU, type).contiguous();
  }

  private static Tensor copy(Tensor view) {
    return view.clone();
  }
}

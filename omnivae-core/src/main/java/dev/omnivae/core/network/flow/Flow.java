package dev.omnivae.core.network.flow;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** An invertible map between codes x and base codes u whose Jacobian's determinant is known. */
public interface Flow {
  /**
   * Where a code went.
   *
   * @param value {@code (..., width)}
   * @param logDeterminant log of the absolute determinant of the map's Jacobian: {@code (...)}
   */
  record Image(Tensor value, Tensor logDeterminant) {}

  /**
   * From codes to base codes: what a density needs.
   *
   * @param x {@code (..., batch, width)}
   * @param context {@code (batch, context)} or with more leading axes, null for a flow without
   * @param weights what to make of the flow's parameters first: nothing, or detach
   */
  Image toBase(Tensor x, @Nullable Tensor context, UnaryOperator<Tensor> weights);

  /** From base codes to codes: what a draw needs. Arguments as of {@link #toBase}. */
  Image fromBase(Tensor u, @Nullable Tensor context, UnaryOperator<Tensor> weights);

  /** As above, gradients reaching the flow's parameters. */
  default Image toBase(Tensor x, @Nullable Tensor context) {
    return toBase(x, context, UnaryOperator.identity());
  }

  /** As above, gradients reaching the flow's parameters. */
  default Image fromBase(Tensor u, @Nullable Tensor context) {
    return fromBase(u, context, UnaryOperator.identity());
  }
}

package dev.omnivae.core.train;

import dev.omnivae.core.engine.Operators;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A running value of every element an optimiser changes: kept flat, handed out in the shapes. */
record Moments(Tensor flat, IValue views) {
  /** Zeros for each of these. */
  static Moments like(List<Tensor> values) {
    long length = values.stream().mapToLong(Tensor::numel).sum();
    Tensor flat =
        values.isEmpty()
            ? torch.empty(0)
            : torch.zeros(new long[] {length}, values.get(0).options());
    return new Moments(flat, Operators.list(views(flat, values)));
  }

  /** Parts of a flat tensor in the shapes of these, in their order. */
  static List<Tensor> views(Tensor flat, List<Tensor> values) {
    List<Tensor> views = new ArrayList<>();
    long from = 0;
    for (Tensor value : values) {
      views.add(flat.narrow(0, from, value.numel()).view_as(value));
      from += value.numel();
    }
    return views;
  }
}

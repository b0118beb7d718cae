package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A stack of xLSTM blocks and a layer normalisation at its end.
 *
 * <pre>{@code
 * mLSTM block   x + mLSTM(norm(x))
 * sLSTM block   y = x + sLSTM(norm(x));  y + feedforward(norm(y))
 * }</pre>
 *
 * <p>Beck et al. 2024, "xLSTM: Extended Long Short-Term Memory", figures 10 and 11. Widths inside
 * blocks and first values follow the authors' program, so that a stack has its parameters.
 */
public final class Xlstm {
  private static final long MULTIPLE = 64;

  private Xlstm() {}

  /**
   * Declares a stack.
   *
   * @param width of inputs and outputs, a multiple of {@code heads}
   * @param blocks how many
   * @param scalar places of the sLSTM blocks, from 0; all others are mLSTM
   * @param heads divides 64
   */
  public static Recurrence stack(
      Parameters parameters, long width, int blocks, Set<Integer> scalar, long heads) {
    List<Recurrence> all = new ArrayList<>();
    for (int b = 0; b < blocks; b++) {
      Parameters at = parameters.child("block" + (b + 1));
      if (scalar.contains(b)) {
        double depth = blocks == 1 ? 0 : b / (blocks - 1.0);
        all.add(normed(at, new Slstm(at.child("slstm"), width, heads, depth)));
        Parameters after = at.child("feedforward");
        all.add(
            normed(
                after, Recurrences.pointwise(new GatedFeedForward(after, width, blocks), width)));
      } else {
        all.add(normed(at, new Mlstm(at.child("mlstm"), width, heads, blocks)));
      }
    }
    all.add(Recurrences.pointwise(new HeadNorm(parameters.child("norm"), width, 1), width));
    return Recurrences.stack(all);
  }

  /** x + f(norm(x)). */
  private static Recurrence normed(Parameters at, Recurrence f) {
    Recurrence norm =
        Recurrences.pointwise(new HeadNorm(at.child("norm"), f.width(), 1), f.width());
    return Recurrences.residual(Recurrences.stack(List.of(norm, f)));
  }

  /** {@code factor * width}, rounded up to a multiple of 64. */
  static long widened(long width, double factor) {
    return MULTIPLE * (long) Math.ceil(factor * width / MULTIPLE);
  }

  /** N(0, 2 / (5 width)): "small init" of Nguyen and Salazar 2019. */
  static Initialiser small(long width) {
    return Initialiser.normal(Math.sqrt(2.0 / (5 * width)));
  }

  /** For what is added to the stream of a deep network: N(0, 4 / (blocks² width)). */
  static Initialiser output(long width, long blocks) {
    return Initialiser.normal(2.0 / blocks / Math.sqrt((double) width));
  }

  /** Evenly spaced values, one per element. */
  static Initialiser linspace(double from, double to) {
    return (noise, like, shape) -> {
      double[] values = new double[Math.toIntExact(shape[0])];
      for (int i = 0; i < values.length; i++) {
        values[i] = values.length == 1 ? from : from + (to - from) * i / (values.length - 1);
      }
      return Tensors.of(values, shape).to(like.scalar_type());
    };
  }
}

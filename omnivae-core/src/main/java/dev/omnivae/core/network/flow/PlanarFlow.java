package dev.omnivae.core.network.flow;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Planes that squeeze and stretch a code, each sample's own: what says where they are is a linear
 * layer on its context.
 *
 * <pre>{@code
 * x = v + û tanh(wᵀv + b)          log|dx/dv| = log(1 + wᵀû (1 - tanh²(wᵀv + b)))
 * û = u + (m(wᵀu) - wᵀu) w / |w|²  so that wᵀû = m(wᵀu) > -1, and the map can be inverted
 * m(a) = softplus(a + log(e^c - 1)) - c,  c = 0.999
 * }</pre>
 *
 * <p>It starts as the identity: u is 0 at first. Backwards, {@code wᵀv} is the one root of a
 * function that rises, found by bisection; its gradient is that of one Newton step from there,
 * which is exact. Rezende and Mohamed 2015, "Variational Inference with Normalizing Flows", eq. 10
 * to 13 and appendix A.1.
 *
 * <p>Differs from the paper, whose m(a) = softplus(a) - 1 is not 0 at 0, so that û grows without
 * limit as w vanishes, and reaches -1 in floating point, where the determinant is 0.
 */
public final class PlanarFlow implements Flow {
  private static final double EDGE = 0.999;
  private static final double SHIFT = Math.log(Math.expm1(EDGE));

  /** Halvings of an interval: to the last bit of float64. */
  private static final int HALVINGS = 60;

  private final int width;
  private final int planes;
  private final Parameter normals;
  private final Parameter offsets;
  private final Parameter moves;
  private final Parameter move;

  /** One plane for every sample. */
  private record Plane(Tensor w, Tensor b, Tensor u, Tensor slope) {}

  /**
   * Declares it.
   *
   * @param width dimensions of the code
   * @param context width of what says where a sample's planes are
   * @param planes how many, one after the other
   */
  public PlanarFlow(Parameters parameters, long width, long context, int planes) {
    this.width = Math.toIntExact(width);
    this.planes = planes;
    long where = planes * (width + 1);
    normals = parameters.declare("planes.weight", Initialiser.fanIn(context), where, context);
    offsets = parameters.declare("planes.bias", Initialiser.fanIn(context), where);
    moves = parameters.declare("moves.weight", Initialiser.constant(0), planes * width, context);
    move = parameters.declare("moves.bias", Initialiser.constant(0), planes * width);
  }

  @Override
  public Image fromBase(Tensor u, @Nullable Tensor context, UnaryOperator<Tensor> weights) {
    Tensor v = u;
    Tensor log = null;
    for (Plane plane : planes(context, weights)) {
      Tensor bent = v.mul(plane.w()).sum(-1).add(plane.b()).tanh();
      v = v.add(plane.u().mul(bent.unsqueeze(-1)));
      Tensor own = logDeterminant(plane, bent);
      log = log == null ? own : log.add(own);
    }
    return new Image(v, java.util.Objects.requireNonNull(log));
  }

  @Override
  public Image toBase(Tensor x, @Nullable Tensor context, UnaryOperator<Tensor> weights) {
    List<Plane> all = planes(context, weights);
    Tensor v = x;
    Tensor log = null;
    for (int i = all.size() - 1; i >= 0; i--) {
      Plane plane = all.get(i);
      Tensor bent = place(plane, v.mul(plane.w()).sum(-1)).add(plane.b()).tanh();
      v = v.sub(plane.u().mul(bent.unsqueeze(-1)));
      Tensor own = logDeterminant(plane, bent).neg();
      log = log == null ? own : log.add(own);
    }
    return new Image(v, java.util.Objects.requireNonNull(log));
  }

  private static Tensor logDeterminant(Plane plane, Tensor bent) {
    return plane.slope().mul(Tensors.affine(bent.square(), -1, 1)).log1p();
  }

  /** The a of {@code a + s tanh(a + b) = t}. */
  private static Tensor place(Plane plane, Tensor t) {
    Tensor root = bisect(plane, t);
    Tensor bent = root.add(plane.b()).tanh();
    Tensor rise = Tensors.plus(plane.slope().mul(Tensors.affine(bent.square(), -1, 1)), 1);
    Tensor error = root.add(plane.slope().mul(bent)).sub(t);
    return root.sub(error.div(rise.detach()));
  }

  private static Tensor bisect(Plane plane, Tensor t) {
    try (NoGrad off = NoGrad.open()) {
      Tensor least = t.sub(plane.slope().abs());
      Tensor most = t.add(plane.slope().abs());
      for (int i = 0; i < HALVINGS; i++) {
        Tensor middle = Tensors.times(least.add(most), 0.5);
        Tensor high = middle.add(plane.slope().mul(middle.add(plane.b()).tanh())).gt(t);
        most = torch.where(high, middle, most);
        least = torch.where(high, least, middle);
      }
      return Tensors.times(least.add(most), 0.5);
    }
  }

  private List<Plane> planes(@Nullable Tensor context, UnaryOperator<Tensor> weights) {
    if (context == null) {
      throw new IllegalArgumentException("context must be given to a planar flow");
    }
    Tensor where = linear(context, normals, offsets, weights); // (..., plane * (width + 1))
    Tensor towards = linear(context, moves, move, weights); // (..., plane * width)
    List<Plane> all = new ArrayList<>();
    for (int i = 0; i < planes; i++) {
      Tensor w = where.narrow(-1, (long) i * (width + 1), width);
      Tensor b = where.select(-1, (long) i * (width + 1) + width);
      Tensor u = towards.narrow(-1, (long) i * width, width);
      Tensor along = w.mul(u).sum(-1);
      Tensor bounded = Tensors.plus(torch.softplus(Tensors.plus(along, SHIFT)), -EDGE);
      Tensor length = Tensors.plus(w.square().sum(-1), 1e-12);
      Tensor safe = u.add(w.mul(bounded.sub(along).div(length).unsqueeze(-1)));
      all.add(new Plane(w, b, safe, w.mul(safe).sum(-1)));
    }
    return all;
  }

  private static Tensor linear(
      Tensor x, Parameter weight, Parameter bias, UnaryOperator<Tensor> weights) {
    return torch.linear(
        x, weights.apply(weight.tensor()), new TensorOptional(weights.apply(bias.tensor())));
  }
}

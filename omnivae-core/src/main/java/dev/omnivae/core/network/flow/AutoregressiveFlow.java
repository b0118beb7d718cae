package dev.omnivae.core.network.flow;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.flow.Made.Affine;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An invertible map between codes x and base codes u, of {@link Made} blocks with the order of
 * dimensions turned round after each.
 *
 * <pre>{@code
 * parallel    w_d = (v_d - μ_d(v_<d)) exp(-α_d(v_<d))      one pass,  log|dw/dv| = -Σ α
 * sequential  v_d = w_d exp(α_d(v_<d)) + μ_d(v_<d)         D passes,  log|dv/dw| =  Σ α
 * MAF         x → u parallel (densities are fast), u → x sequential
 * IAF         u → x parallel (draws are fast),     x → u sequential
 * }</pre>
 *
 * <p>One map read from its two ends: with μ' = -μ exp(-α) and α' = -α the parallel side of the IAF
 * is Kingma's {@code x = μ' + exp(α') u}. It starts as the identity (up to the order of
 * dimensions). Papamakarios et al. 2017, "Masked Autoregressive Flow", section 3.3; Kingma et al.
 * 2016, "Improved Variational Inference with Inverse Autoregressive Flow".
 */
public final class AutoregressiveFlow implements Flow {
  private final boolean densitiesParallel;
  private final List<Made> blocks = new ArrayList<>();

  /**
   * Declares it.
   *
   * @param width dimensions of the code
   * @param context width of what every block sees beside the code, 0 for none
   */
  public AutoregressiveFlow(
      Parameters parameters, long width, long context, FlowSettings settings) {
    densitiesParallel = settings.kind().equals("maf");
    for (int i = 1; i <= settings.blocks(); i++) {
      blocks.add(
          new Made(
              parameters.child("block" + i),
              Math.toIntExact(width),
              Math.toIntExact(context),
              settings.hidden(),
              settings.layers()));
    }
  }

  @Override
  public Image toBase(Tensor x, @Nullable Tensor context, UnaryOperator<Tensor> weights) {
    return densitiesParallel ? parallel(x, context, weights) : sequential(x, context, weights);
  }

  @Override
  public Image fromBase(Tensor u, @Nullable Tensor context, UnaryOperator<Tensor> weights) {
    return densitiesParallel ? sequential(u, context, weights) : parallel(u, context, weights);
  }

  private Image parallel(Tensor from, @Nullable Tensor context, UnaryOperator<Tensor> weights) {
    Tensor v = from;
    Tensor log = null;
    for (Made block : blocks) {
      Affine a = block.of(v, context, weights);
      v = v.sub(a.shift()).mul(a.logScale().neg().exp()).flip(-1);
      Tensor own = Tensors.sumLast(a.logScale(), 1).neg();
      log = log == null ? own : log.add(own);
    }
    return new Image(v, java.util.Objects.requireNonNull(log));
  }

  private Image sequential(Tensor from, @Nullable Tensor context, UnaryOperator<Tensor> weights) {
    Tensor w = from;
    Tensor log = null;
    for (int i = blocks.size() - 1; i >= 0; i--) {
      Image solved = solve(blocks.get(i), w.flip(-1), context, weights);
      w = solved.value();
      log = log == null ? solved.logDeterminant() : log.add(solved.logDeterminant());
    }
    return new Image(w, java.util.Objects.requireNonNull(log));
  }

  /** Dimension by dimension, each from those before; those after are zeros, which nothing sees. */
  private static Image solve(
      Made block, Tensor w, @Nullable Tensor context, UnaryOperator<Tensor> weights) {
    List<Tensor> solved = new ArrayList<>();
    List<Tensor> logScales = new ArrayList<>();
    Tensor zeros = torch.zeros_like(w);
    for (int d = 0; d < block.width(); d++) {
      List<Tensor> columns = new ArrayList<>(solved);
      columns.add(zeros.narrow(-1, d, block.width() - d));
      Affine a = block.of(Tensors.cat(columns, -1), context, weights);
      Tensor logScale = a.logScale().narrow(-1, d, 1);
      solved.add(w.narrow(-1, d, 1).mul(logScale.exp()).add(a.shift().narrow(-1, d, 1)));
      logScales.add(logScale);
    }
    return new Image(Tensors.cat(solved, -1), Tensors.sumLast(Tensors.cat(logScales, -1), 1));
  }
}

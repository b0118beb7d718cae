package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * mLSTM between its projections: up to twice the width, a causal convolution and swish before
 * queries and keys, {@link MatrixMemory}, normalisation per head, a learned skip, a gate, down.
 *
 * <pre>{@code
 * u, z = W_up x          c = swish(conv(u))
 * q, k = W_q c, W_k c    v = W_v u                (block-diagonal, blocks of 4)
 * i, f = W [q, k, v] + b                          (one number per head)
 * y = W_down ((norm(memory(q, k, v, i, f)) + s ⊙ c) ⊙ swish(z))
 * }</pre>
 *
 * <p>Beck et al. 2024, figure 11; first values as in the reference program (forget gates start with
 * biases from 3 to 6, so that the memory is long at first). State: of the convolution and of the
 * memory.
 */
public final class Mlstm implements Recurrence {
  /** Heads of queries, keys and values are mapped in blocks of that many channels. */
  private static final long BLOCK = 4;

  private final Linear up;
  private final CausalConvolution convolution;
  private final HeadwiseLinear query;
  private final HeadwiseLinear key;
  private final HeadwiseLinear value;
  private final Linear gates; // i of every head, then f
  private final HeadNorm norm;
  private final Parameter skip;
  private final Linear down;
  private final long width;
  private final long inner;
  private final long heads;

  /**
   * Declares it.
   *
   * @param heads divides the inner width, see {@link Xlstm#widened}
   * @param blocks of the whole network: the more, the smaller what each adds at first
   */
  Mlstm(Parameters parameters, long width, long heads, long blocks) {
    this.width = width;
    this.inner = Xlstm.widened(width, 2);
    this.heads = heads;
    Initialiser small = Xlstm.small(width);
    this.up = new Linear(parameters.child("up"), width, 2 * inner, small, null);
    this.convolution = new CausalConvolution(parameters.child("conv"), inner);
    this.query = blockwise(parameters.child("query"), small);
    this.key = blockwise(parameters.child("key"), small);
    this.value = blockwise(parameters.child("value"), small);
    this.gates =
        new Linear(
            parameters.child("gates"),
            3 * inner,
            2 * heads,
            Initialiser.constant(0),
            biases(heads));
    this.norm = new HeadNorm(parameters.child("norm"), inner, heads);
    this.skip = parameters.declare("skip", Initialiser.constant(1), inner);
    this.down =
        new Linear(parameters.child("down"), inner, width, Xlstm.output(width, blocks), null);
  }

  private HeadwiseLinear blockwise(Parameters at, Initialiser initialiser) {
    return new HeadwiseLinear(at, initialiser, inner / BLOCK, BLOCK, BLOCK);
  }

  private static Initialiser biases(long heads) {
    Initialiser input = Initialiser.normal(0.1);
    Initialiser forget = Xlstm.linspace(3, 6);
    return (noise, like, shape) ->
        Tensors.cat(
            List.of(input.values(noise, like, heads), forget.values(noise, like, heads)), 0);
  }

  @Override
  public Tensor forward(Tensor inputs) {
    Tensor wide = up.forward(inputs);
    Tensor u = wide.narrow(-1, 0, inner);
    Tensor c = torch.silu(convolution.forward(u));
    Heads h = new Heads(query.forward(c), key.forward(c), value.forward(u));
    Tensor raw = gates.forward(h.all()).transpose(1, 2); // (row, 2 head, token)
    Tensor read =
        MatrixMemory.parallel(
            split(h.q()).transpose(1, 2),
            split(h.k()).transpose(1, 2),
            split(h.v()).transpose(1, 2),
            raw.narrow(1, 0, heads),
            raw.narrow(1, heads, heads)); // (row, head, token, d)
    return output(read.transpose(1, 2).flatten(2, 3), c, wide);
  }

  @Override
  public List<Tensor> start(Tensor like, long rows) {
    List<Tensor> state = new ArrayList<>(convolution.start(like, rows));
    state.addAll(MatrixMemory.start(like, rows, heads, inner / heads));
    return state;
  }

  @Override
  public Step step(Tensor input, List<Tensor> state) {
    Tensor wide = up.forward(input);
    Tensor u = wide.narrow(-1, 0, inner);
    Step convolved = convolution.step(u, state.subList(0, 1));
    Tensor c = torch.silu(convolved.output());
    Heads h = new Heads(query.forward(c), key.forward(c), value.forward(u));
    Tensor raw = gates.forward(h.all());
    Step read =
        MatrixMemory.step(
            split(h.q()),
            split(h.k()),
            split(h.v()),
            raw.narrow(1, 0, heads),
            raw.narrow(1, heads, heads),
            state.subList(1, 4));
    List<Tensor> next = new ArrayList<>(convolved.state());
    next.addAll(read.state());
    return new Step(output(read.output().flatten(1, 2), c, wide), next);
  }

  private record Heads(Tensor q, Tensor k, Tensor v) {
    Tensor all() {
      return Tensors.cat(List.of(q, k, v), -1);
    }
  }

  /** {@code (..., inner)} to {@code (..., head, d)}. */
  private Tensor split(Tensor x) {
    long[] shape = Tensors.shape(x);
    long[] split = java.util.Arrays.copyOf(shape, shape.length + 1);
    split[shape.length - 1] = heads;
    split[shape.length] = inner / heads;
    return x.reshape(split);
  }

  private Tensor output(Tensor read, Tensor c, Tensor wide) {
    Tensor z = wide.narrow(-1, inner, inner);
    return down.forward(norm.forward(read).add(skip.tensor().mul(c)).mul(torch.silu(z)));
  }

  @Override
  public int states() {
    return 4;
  }

  @Override
  public long width() {
    return width;
  }
}

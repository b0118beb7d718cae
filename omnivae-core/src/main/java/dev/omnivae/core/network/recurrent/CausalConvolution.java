package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Each channel convolved with its own kernel over the place itself and the {@value #KERNEL} - 1
 * before it, zeros before the first.
 *
 * <pre>{@code y_t = b + Σ_{k=0..3} w_k x_{t-3+k}}</pre>
 *
 * <p>State: the last {@value #KERNEL} - 1 inputs, {@code (row, KERNEL - 1, width)}.
 */
public final class CausalConvolution implements Recurrence {
  /** Width of the kernel, as published. */
  public static final int KERNEL = 4;

  private final Parameter weight;
  private final Parameter bias;
  private final long width;

  public CausalConvolution(Parameters parameters, long width) {
    Initialiser initialiser = Initialiser.fanIn(KERNEL);
    this.weight = parameters.declare("weight", initialiser, width, 1, KERNEL);
    this.bias = parameters.declare("bias", initialiser, width);
    this.width = width;
  }

  @Override
  public Tensor forward(Tensor inputs) {
    // as an image of one row, whose channels come last in memory as they stand: no copy either way
    Tensor row = inputs.transpose(1, 2).unsqueeze(2); // (row, width, 1, token)
    return torch
        .conv2d(
            row,
            weight.tensor().unsqueeze(2),
            new TensorOptional(bias.tensor()),
            new long[] {1, 1},
            new long[] {0, KERNEL - 1L},
            new long[] {1, 1},
            width)
        .narrow(3, 0, inputs.size(1)) // what lies behind the last place has seen the future
        .squeeze(2)
        .transpose(1, 2);
  }

  @Override
  public List<Tensor> start(Tensor like, long rows) {
    return List.of(torch.zeros(new long[] {rows, KERNEL - 1L, width}, like.options()));
  }

  @Override
  public Step step(Tensor input, List<Tensor> state) {
    Tensor seen = Tensors.cat(List.of(state.get(0), input.unsqueeze(1)), 1); // (row, KERNEL, width)
    Tensor kernel = weight.tensor().view(width, KERNEL).t(); // (KERNEL, width)
    Tensor output = Tensors.sum(seen.mul(kernel), 1).add(bias.tensor());
    return new Step(output, List.of(seen.narrow(1, 1, KERNEL - 1L)));
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public long width() {
    return width;
  }
}

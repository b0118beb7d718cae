package dev.omnivae.eval.sampler;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A residual perceptron that is told the time of every block.
 *
 * <pre>{@code
 * e(t)  = a(W [cos ω t_b, sin ω t_b for every block b]),   ω = π · 1, 2, 4, ..., 32
 * h     = W x;   h ← h + W a(W n(h) + W e(t))  layer by layer;   v = W n(h)
 * }</pre>
 *
 * <p>a is SiLU, n normalises each row to mean 0 and deviation 1. The last layer starts at zero.
 */
final class VelocityNetwork implements FlowMatching.Velocity {
  private static final int FREQUENCIES = 6;

  private final Blocks blocks;
  private final long hidden;
  private final Linear in;
  private final Linear time;
  private final List<Layer> layers = new ArrayList<>();
  private final Linear out;

  private record Layer(Linear first, Linear time, Linear second) {}

  /** Declares it. */
  VelocityNetwork(Parameters parameters, Blocks blocks, long hidden, int depth) {
    this.blocks = blocks;
    this.hidden = hidden;
    in = new Linear(parameters.child("in"), blocks.width(), hidden);
    time = new Linear(parameters.child("time"), 2L * FREQUENCIES * blocks.count(), hidden);
    for (int i = 1; i <= depth; i++) {
      Parameters at = parameters.child("layer" + i);
      layers.add(
          new Layer(
              new Linear(at.child("fc1"), hidden, hidden),
              new Linear(at.child("time"), hidden, hidden),
              new Linear(at.child("fc2"), hidden, hidden)));
    }
    Initialiser zero = Initialiser.constant(0);
    out = new Linear(parameters.child("out"), hidden, blocks.width(), zero, zero);
  }

  @Override
  public Tensor of(Tensor x, Tensor times) {
    Tensor told = torch.silu(time.forward(waves(times)));
    Tensor h = in.forward(x);
    for (Layer layer : layers) {
      Tensor inner = layer.first().forward(normalised(h)).add(layer.time().forward(told));
      h = h.add(layer.second().forward(torch.silu(inner)));
    }
    return out.forward(normalised(h));
  }

  private Tensor normalised(Tensor h) {
    return torch.layer_norm(h, hidden);
  }

  /** {@code (row, block)} to {@code (row, block * 2 * frequency)}. */
  private Tensor waves(Tensor times) {
    double[] omega = new double[FREQUENCIES];
    for (int i = 0; i < FREQUENCIES; i++) {
      omega[i] = Math.PI * (1 << i);
    }
    Tensor frequencies = Tensors.of(omega, FREQUENCIES).to(times.device(), times.scalar_type());
    Tensor angles = times.unsqueeze(-1).mul(frequencies); // (row, block, frequency)
    Tensor waves = Tensors.cat(List.of(angles.cos(), angles.sin()), -1);
    return waves.reshape(times.size(0), 2L * FREQUENCIES * blocks.count());
  }
}

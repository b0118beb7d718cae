package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What follows an sLSTM, 1.3 times as wide: {@code W_down (gelu(W_gate x) ⊙ W_up x)}, no biases.
 */
final class GatedFeedForward implements Layer {
  private final Linear up;
  private final Linear down;
  private final long inner;

  GatedFeedForward(Parameters parameters, long width, long blocks) {
    this.inner = Xlstm.widened(width, 1.3);
    this.up = new Linear(parameters.child("up"), width, 2 * inner, Xlstm.small(width), null);
    this.down =
        new Linear(parameters.child("down"), inner, width, Xlstm.output(width, blocks), null);
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor wide = up.forward(x);
    return down.forward(torch.gelu(wide.narrow(-1, 0, inner)).mul(wide.narrow(-1, inner, inner)));
  }
}

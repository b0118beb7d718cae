package dev.omnivae.eval.probe;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.state.ParameterStore;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Adam (Kingma and Ba 2015) on the flat tensor of a small classifier. */
public final class FlatAdam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final ParameterStore store;
  private final Tensor mean;
  private final Tensor square;
  private int steps;

  public FlatAdam(ParameterStore store) {
    this.store = store;
    this.mean = torch.zeros_like(store.values());
    this.square = torch.zeros_like(store.values());
  }

  /** Moves the parameters by the gradients the store holds. */
  public void step(double learningRate) {
    steps++;
    double rate = learningRate / (1 - Math.pow(BETA1, steps));
    double correction = Math.sqrt(1 - Math.pow(BETA2, steps));
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor g = store.gradients();
      mean.mul_(new Scalar(BETA1)).add_(g, new Scalar(1 - BETA1));
      square.mul_(new Scalar(BETA2)).addcmul_(g, g, new Scalar(1 - BETA2));
      Tensor denominator = square.sqrt().div(new Scalar(correction)).add(new Scalar(EPSILON));
      store.values().addcdiv_(mean, denominator, new Scalar(-rate));
    }
  }
}

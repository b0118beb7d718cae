package dev.omnivae.eval.latent;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Noise without any: normal draws are 0, uniform ones 1/2. What any model infers with it lies in
 * the centre of its posterior: the mean of a normal or Laplace distribution, the image of the
 * base's mean under a flow, in a hierarchy the mean given the mean above.
 */
public final class CentredNoise implements Noise {
  @Override
  public Tensor normal(Tensor like, long... shape) {
    return torch.zeros(shape, like.options());
  }

  @Override
  public Tensor uniform(Tensor like, long... shape) {
    return Tensors.plus(torch.zeros(shape, like.options()), 0.5);
  }

  @Override
  public Noise stream(String name) {
    return this;
  }
}

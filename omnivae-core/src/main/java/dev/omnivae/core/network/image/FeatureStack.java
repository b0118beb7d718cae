package dev.omnivae.core.network.image;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Frozen 3x3 convolutions, some of whose rectified outputs are features.
 *
 * <pre>{@code
 * h_0 = (x - m) / s,   h_i = relu(W_i * h_(i-1) + b_i), halved by a maximum over 2x2 where it pools
 * }</pre>
 *
 * <p>m and s are per channel of the images. An image of one channel is shown to a network of three
 * as grey. A map with a side of one pixel is not pooled. What a stage gives is taken before it
 * pools.
 */
public final class FeatureStack implements FeatureNetwork {
  private static final long[] ONE = {1, 1};

  private final Tensor mean; // (1, channel, 1, 1)
  private final Tensor deviation;
  private final List<Stage> stages;

  /**
   * One convolution.
   *
   * @param weight {@code (out, in, 3, 3)}
   * @param bias {@code (out)}
   * @param pools whether its output is halved before the next
   * @param taken whether it is a feature
   */
  public record Stage(Tensor weight, Tensor bias, boolean pools, boolean taken) {}

  /**
   * A stack of copies of these weights, on the engine's device; the scope may end.
   *
   * @param mean m, per channel
   * @param deviation s, per channel
   */
  public FeatureStack(double[] mean, double[] deviation, List<Stage> stages) {
    this.mean = kept(Tensors.of(mean, 1, mean.length, 1, 1));
    this.deviation = kept(Tensors.of(deviation, 1, deviation.length, 1, 1));
    this.stages =
        stages.stream()
            .map(s -> new Stage(kept(s.weight()), kept(s.bias()), s.pools(), s.taken()))
            .toList();
  }

  private static Tensor kept(Tensor tensor) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor copy = tensor.detach().clone().to(Engine.device(), tensor.scalar_type());
      copy.retainReference(); // outlives whatever scope asks for it
      return copy;
    }
  }

  @Override
  public List<Tensor> features(Tensor images) {
    Tensor h = colours(images).sub(like(mean, images)).div(like(deviation, images));
    List<Tensor> features = new ArrayList<>();
    for (Stage stage : stages) {
      TensorOptional bias = new TensorOptional(like(stage.bias(), images));
      h = torch.conv2d(h, like(stage.weight(), images), bias, ONE, ONE, ONE, 1).relu();
      if (stage.taken()) {
        features.add(h);
      }
      h = stage.pools() && h.size(2) > 1 && h.size(3) > 1 ? torch.max_pool2d(h, 2, 2) : h;
    }
    return features;
  }

  private Tensor colours(Tensor images) {
    long wanted = mean.size(1);
    long found = images.size(1);
    if (found == wanted) {
      return images;
    }
    if (found != 1) {
      throw InputException.of(
          "images to compare by features",
          "of 1 or %d channels".formatted(wanted),
          found,
          "leave the term out, or name another modality");
    }
    return images.expand(images.size(0), wanted, images.size(2), images.size(3));
  }

  private static Tensor like(Tensor tensor, Tensor images) {
    return tensor.to(images.device(), images.scalar_type());
  }
}

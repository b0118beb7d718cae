package dev.omnivae.core.network.image;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A trained network that looks at images and is never trained itself: it has no parameters of the
 * model's, and gradients pass through it to the images alone.
 */
@FunctionalInterface
public interface FeatureNetwork {
  /**
   * What its layers make of images.
   *
   * @param images {@code (batch, channel, height, width)}, pixels in [0, 1]
   * @return per layer {@code (batch, channel, height, width)}, in the images' element type
   */
  List<Tensor> features(Tensor images);
}

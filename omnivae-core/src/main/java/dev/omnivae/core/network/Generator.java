package dev.omnivae.core.network;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Layer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A decoder whose network gives one raw number (or a few) per element of the event. Draws,
 * components and batch go through the network as one long batch.
 */
public final class Generator implements Decoder {
  private final Layer network;
  private final Likelihood likelihood;
  private final long[] event;

  /**
   * From a network and the meaning of its outputs.
   *
   * @param network {@code (rows, code)} to {@code (rows, parametersPerElement * channels, ...)}
   * @param event shape of one observation
   */
  public Generator(Layer network, Likelihood likelihood, long[] event) {
    this.network = network;
    this.likelihood = likelihood;
    this.event = event.clone();
  }

  @Override
  public Distribution decode(Tensor z, @Nullable Tensor condition, Noise noise) {
    long[] shape = Tensors.shape(z);
    long code = shape[shape.length - 1];
    Tensor raw = network.forward(z.reshape(-1, code)); // (draw * component * batch, ...)
    int leading = shape.length - 1;
    int per = likelihood.parametersPerElement();
    long[] unflattened = new long[leading + (per > 1 ? 1 : 0) + event.length];
    System.arraycopy(shape, 0, unflattened, 0, leading);
    if (per > 1) {
      unflattened[leading] = per;
    }
    System.arraycopy(event, 0, unflattened, unflattened.length - event.length, event.length);
    Tensor parameters = raw.view(unflattened);
    return likelihood.of(per > 1 ? parameters.movedim(leading, 0) : parameters, event.length);
  }
}

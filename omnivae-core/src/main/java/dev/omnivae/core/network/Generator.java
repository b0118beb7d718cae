package dev.omnivae.core.network;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Layer;
import java.util.Arrays;
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
    int last = shape.length - 1;
    return of(network.forward(z.reshape(-1, shape[last]), noise), Arrays.copyOf(shape, last));
  }

  /**
   * The distribution of raw outputs.
   *
   * @param raw {@code (rows, parametersPerElement * channels, ...)}
   * @param leading the axes that rows are of
   */
  private Distribution of(Tensor raw, long... leading) {
    int per = likelihood.parametersPerElement();
    int axes = leading.length;
    long[] unflattened = Arrays.copyOf(leading, axes + (per > 1 ? 1 : 0) + event.length);
    if (per > 1) {
      unflattened[axes] = per;
    }
    System.arraycopy(event, 0, unflattened, unflattened.length - event.length, event.length);
    Tensor parameters = raw.view(unflattened);
    return likelihood.of(per > 1 ? parameters.movedim(axes, 0) : parameters, event.length);
  }
}

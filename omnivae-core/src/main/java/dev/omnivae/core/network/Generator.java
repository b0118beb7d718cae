package dev.omnivae.core.network;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Slices;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A decoder whose network gives one raw number (or a few) per element of the event. Draws,
 * components and batch go through the network as one long batch.
 */
public final class Generator implements Decoder {
  /** Rows of a convolutional network that go through it at once; see {@link #convolutional}. */
  private static final long CONVOLUTIONAL_ROWS = 64;

  private final Layer network;
  private final Likelihood likelihood;
  private final long[] event;
  private final long rowsAtOnce;

  /**
   * From a network and the meaning of its outputs.
   *
   * @param network {@code (rows, code)} to {@code (rows, parametersPerElement * channels, ...)}
   * @param event shape of one observation
   */
  public Generator(Layer network, Likelihood likelihood, long[] event) {
    this(network, likelihood, event, Long.MAX_VALUE);
  }

  private Generator(Layer network, Likelihood likelihood, long[] event, long rowsAtOnce) {
    this.network = network;
    this.likelihood = likelihood;
    this.event = event.clone();
    this.rowsAtOnce = rowsAtOnce;
  }

  /**
   * As the constructor, for a network whose maps are much larger than its inputs: many draws go
   * through it some {@value #CONVOLUTIONAL_ROWS} rows at a time (never less than a batch), so that
   * maps stay in the processor's cache from one layer to the next and into the likelihood. With 128
   * rows at a time, 400 rows of the stacking benchmark took a tenth longer; a perceptron is fastest
   * in one go.
   */
  public static Generator convolutional(Layer network, Likelihood likelihood, long[] event) {
    return new Generator(network, likelihood, event, CONVOLUTIONAL_ROWS);
  }

  @Override
  public Distribution decode(Tensor z, @Nullable Tensor condition, Noise noise) {
    long[] shape = Tensors.shape(z);
    int last = shape.length - 1;
    long rows = z.numel() / shape[last];
    if (last < 2 || rows <= rowsAtOnce || !z.device().is_cpu()) {
      return of(network.forward(z.reshape(-1, shape[last]), noise), Arrays.copyOf(shape, last));
    }
    return slices(z, shape, noise);
  }

  /**
   * As many of (draw, component) at once as {@link #rowsAtOnce} allows, each with all its batch.
   */
  private Distribution slices(Tensor z, long[] shape, Noise noise) {
    int last = shape.length - 1;
    long batch = shape[last - 1];
    Tensor slices = z.reshape(-1, batch, shape[last]);
    long count = slices.size(0);
    long atOnce = Math.max(1, rowsAtOnce / batch);
    List<Tensor> raw = new ArrayList<>();
    List<Distribution> parts = new ArrayList<>();
    for (long from = 0; from < count; from += atOnce) {
      long slice = Math.min(atOnce, count - from);
      Tensor rows = slices.narrow(0, from, slice).reshape(-1, shape[last]);
      Tensor part = network.forward(rows, noise);
      raw.add(part);
      parts.add(of(part, slice, batch));
    }
    return new Slices(
        parts,
        Arrays.copyOf(shape, last - 1),
        event.length,
        () -> of(Tensors.cat(raw, 0), Arrays.copyOf(shape, last)));
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

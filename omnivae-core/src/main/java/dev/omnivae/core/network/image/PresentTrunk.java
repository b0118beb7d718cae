package dev.omnivae.core.network.image;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.network.layer.Layer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A trunk that in training runs over the samples that have the modality alone: the filler of others
 * must have no part in the statistics of a batch. Features of absent samples are zeros, without
 * gradient.
 */
record PresentTrunk(Layer network, long width) implements Trunk {
  @Override
  public Tensor forward(Tensor x) {
    return network.forward(x);
  }

  @Override
  public Tensor forward(Observation x, Noise noise) {
    Tensor available = x.available();
    if (available == null || !noise.training()) {
      return network.forward(x.value(), noise);
    }
    Tensor rows = available.nonzero().squeeze(1); // waits for an accelerator's answer
    Tensor all = torch.zeros(new long[] {x.value().size(0), width}, x.value().options());
    if (rows.size(0) == 0) {
      return all;
    }
    return all.index_copy(0, rows, network.forward(x.value().index_select(0, rows), noise));
  }
}

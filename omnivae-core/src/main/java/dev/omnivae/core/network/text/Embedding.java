package dev.omnivae.core.network.text;

import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A learned vector for every token id: int64 {@code (...)} to {@code (..., width)}. */
final class Embedding implements Layer {
  private final Parameter weight;

  private Embedding(Parameters parameters, long size, long width) {
    weight = parameters.declare("weight", Initialiser.normal(1), size, width);
  }

  /** Declares one for the vocabulary of a text network's modality. */
  static Embedding of(NetworkContext context, long width) {
    long size = Objects.requireNonNull(context.modality().vocabulary()).size();
    return new Embedding(context.parameters().child("embedding"), size, width);
  }

  @Override
  public Tensor forward(Tensor ids) {
    return torch.embedding(weight.tensor(), ids);
  }
}

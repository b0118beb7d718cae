package dev.omnivae.core.network.text;

import dev.omnivae.core.batch.TokenVectors;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A vector for every token id: int64 {@code (...)} to {@code (..., width)}. Where the vocabulary
 * comes with vectors its tokens begin with them, or keep them where they are frozen; tokens without
 * one (the closing token among them) are learned, and begin as widely spread as the others.
 */
final class Embedding implements Layer {
  private final Parameter weight;
  private final @Nullable Parameter frozen;
  private final @Nullable Parameter covered; // (vocabulary, 1): 1 where frozen, 0 elsewhere

  private Embedding(
      Parameters parameters, String key, long size, long width, @Nullable TokenVectors vectors) {
    if (vectors == null) {
      weight = parameters.declare("weight", Initialiser.normal(1), size, width);
      frozen = null;
      covered = null;
      return;
    }
    if (vectors.width() != width) {
      throw InputException.of(
          key,
          "the width of the word vectors, " + vectors.width(),
          width,
          "write embedding: " + vectors.width());
    }
    weight = parameters.declare("weight", begun(vectors), size, width);
    frozen = vectors.frozen() ? parameters.frozen("vectors", begun(vectors), size, width) : null;
    covered = vectors.frozen() ? parameters.frozen("covered", mask(vectors), size, 1) : null;
  }

  /** Declares one for the vocabulary of a text network's modality. */
  static Embedding of(NetworkContext context, long width) {
    Vocabulary vocabulary = Objects.requireNonNull(context.modality().vocabulary());
    return new Embedding(
        context.parameters().child("embedding"),
        context.settings().path("embedding"),
        vocabulary.size(),
        width,
        vocabulary.vectors());
  }

  /** The vectors, and N(0, their mean square) where there is none. */
  private static Initialiser begun(TokenVectors vectors) {
    return (noise, like, shape) -> {
      float[] values = vectors.values();
      double square = 0;
      for (float value : values) {
        square += value * (double) value;
      }
      long count = (long) vectors.covered().cardinality() * vectors.width();
      Tensor given = Tensors.of(values, shape).to(like.device(), like.scalar_type());
      Tensor drawn = Tensors.times(noise.normal(like, shape), Math.sqrt(square / count));
      Tensor has =
          mask(vectors).values(noise, like, shape[0], 1).gt(Tensors.scalar(0.5, like)); // (size, 1)
      return torch.where(has, given, drawn);
    };
  }

  private static Initialiser mask(TokenVectors vectors) {
    return (noise, like, shape) -> {
      byte[] has = new byte[Math.toIntExact(shape[0])];
      vectors.covered().stream().forEach(id -> has[id] = 1);
      return Tensors.of(has, shape).to(like.device(), ScalarType.Bool).to(like.scalar_type());
    };
  }

  @Override
  public Tensor forward(Tensor ids) {
    Tensor learned = torch.embedding(weight.tensor(), ids);
    if (frozen == null || covered == null) {
      return learned;
    }
    Tensor kept = torch.embedding(frozen.tensor().detach(), ids);
    Tensor has = torch.embedding(covered.tensor().detach(), ids); // (..., 1)
    return torch.where(has.gt(Tensors.scalar(0.5, has)), kept, learned);
  }
}

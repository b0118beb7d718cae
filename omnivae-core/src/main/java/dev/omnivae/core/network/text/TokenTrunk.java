package dev.omnivae.core.network.text;

import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.recurrent.Recurrence;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Reads a text from left to right; its features are the output at the last token, the closing one,
 * which has seen all others. Padding comes after it and has no say. A text of padding alone (an
 * absent one) is read as one token.
 */
final class TokenTrunk implements Trunk {
  private final Vocabulary vocabulary;
  private final Layer embedding;
  private final Recurrence recurrence;

  TokenTrunk(Vocabulary vocabulary, Layer embedding, Recurrence recurrence) {
    this.vocabulary = vocabulary;
    this.embedding = embedding;
    this.recurrence = recurrence;
  }

  /**
   * {@inheritDoc}
   *
   * @param x int64 {@code (batch, token)}, padded at the end
   */
  @Override
  public Tensor forward(Tensor x) {
    Tokens.check(x);
    try (Scalar pad = new Scalar((long) vocabulary.pad());
        Scalar none = new Scalar(0L)) {
      Tensor there = x.ne(pad);
      Tensor ids = x.narrow(1, 0, Tokens.longest(there));
      Tensor outputs = recurrence.forward(embedding.forward(ids)); // (batch, token, width)
      Tensor last = there.to(ScalarType.Long).sum(1).sub(new Scalar(1L)).clamp_min(none);
      long[] place = {x.size(0), 1, width()};
      return outputs.gather(1, last.view(-1, 1, 1).expand(place)).squeeze(1);
    }
  }

  @Override
  public long width() {
    return recurrence.width();
  }
}

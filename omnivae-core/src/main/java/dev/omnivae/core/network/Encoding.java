package dev.omnivae.core.network;

import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder made of one modality.
 *
 * @param features {@code (batch, feature)}
 * @param shared expert over the shared code: {@code (batch, latent)}
 * @param own expert over the private code, given the drawn shared code (most ignore it); null
 *     without a private code
 */
public record Encoding(
    Tensor features, Factorised shared, @Nullable Function<Tensor, Factorised> own) {
  /** One row as that many, without copying. */
  public Encoding expand(long rows) {
    UnaryOperator<Tensor> all = t -> t.size(-2) == 1 ? t.expand(rows(t, rows)) : t;
    return new Encoding(
        all.apply(features),
        shared.map(all),
        own == null ? null : drawn -> own.apply(drawn).map(all));
  }

  private static long[] rows(Tensor t, long rows) {
    long[] shape = Tensors.shape(t);
    shape[shape.length - 2] = rows;
    return shape;
  }
}

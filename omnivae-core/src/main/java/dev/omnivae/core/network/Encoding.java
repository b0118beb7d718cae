package dev.omnivae.core.network;

import dev.omnivae.core.distribution.Factorised;
import java.util.function.Function;
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
    Tensor features, Factorised shared, @Nullable Function<Tensor, Factorised> own) {}

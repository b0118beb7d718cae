package dev.omnivae.core.prior;

import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.state.Parameters;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * What a prior is built from.
 *
 * @param settings the mapping {@code model.prior}, the key {@code kind} included
 * @param schema modalities and conditions of the model
 * @param family of the posterior
 * @param latent dimensions of the code
 * @param parameters where to declare what is learned
 * @param like gives element type and device, once the store is allocated
 */
public record PriorContext(
    Settings settings,
    Schema schema,
    LatentFamily family,
    long latent,
    Parameters parameters,
    Supplier<Tensor> like) {}

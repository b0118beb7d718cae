/**
 * Layers over flat parameters, and activations. Read {@link dev.omnivae.core.network.layer.Linear}
 * first.
 */
@NullMarked
package dev.omnivae.core.network.layer;

import org.jspecify.annotations.NullMarked;

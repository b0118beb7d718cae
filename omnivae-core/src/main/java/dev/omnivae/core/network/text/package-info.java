/**
 * Text as a modality: encoders and decoders of token ids, and generation. Read {@link
 * dev.omnivae.core.network.text.TokenDistribution} first.
 */
@NullMarked
package dev.omnivae.core.network.text;

import org.jspecify.annotations.NullMarked;

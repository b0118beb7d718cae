/** Encoders and decoders. Read {@link dev.omnivae.core.network.NetworkProvider} to add one. */
@NullMarked
package dev.omnivae.core.network;

import org.jspecify.annotations.NullMarked;

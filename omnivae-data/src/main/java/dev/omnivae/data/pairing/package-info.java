/**
 * Which images of several modalities belong together. Read {@link dev.omnivae.data.pairing.Pairing}
 * first.
 */
@NullMarked
package dev.omnivae.data.pairing;

import org.jspecify.annotations.NullMarked;

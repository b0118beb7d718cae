/**
 * Probability: families, densities, divergences. Read {@link
 * dev.omnivae.core.distribution.Distribution} first.
 */
@NullMarked
package dev.omnivae.core.distribution;

import org.jspecify.annotations.NullMarked;

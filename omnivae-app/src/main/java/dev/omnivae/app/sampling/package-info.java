/**
 * Draws from a trained model into its run folder. Read {@link dev.omnivae.app.sampling.Sampling}
 * first.
 */
@NullMarked
package dev.omnivae.app.sampling;

import org.jspecify.annotations.NullMarked;

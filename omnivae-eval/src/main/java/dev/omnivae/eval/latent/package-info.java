/**
 * The latent space as a place to look at: codes of samples, what is known of each. Read {@link
 * dev.omnivae.eval.latent.CodeSet} first.
 */
@NullMarked
package dev.omnivae.eval.latent;

import org.jspecify.annotations.NullMarked;

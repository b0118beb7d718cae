/**
 * What draws codes in the place of the prior, fitted to a trained model. Read {@link
 * dev.omnivae.eval.sampler.Sampler} first.
 */
@NullMarked
package dev.omnivae.eval.sampler;

import org.jspecify.annotations.NullMarked;

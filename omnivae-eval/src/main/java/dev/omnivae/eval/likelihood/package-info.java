/**
 * Likelihoods by importance weights, of any model. Read {@link
 * dev.omnivae.eval.likelihood.ImportanceSampler} first.
 */
@NullMarked
package dev.omnivae.eval.likelihood;

import org.jspecify.annotations.NullMarked;

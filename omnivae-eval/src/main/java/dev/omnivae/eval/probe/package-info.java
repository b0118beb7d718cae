/**
 * Classifiers and forests on codes: what a latent space knows of classes and factors. Read {@link
 * dev.omnivae.eval.probe.Codes} first.
 */
@NullMarked
package dev.omnivae.eval.probe;

import org.jspecify.annotations.NullMarked;

/**
 * Linear classifiers on codes: what a latent space knows of the classes. Read {@link
 * dev.omnivae.eval.probe.Codes} first.
 */
@NullMarked
package dev.omnivae.eval.probe;

import org.jspecify.annotations.NullMarked;

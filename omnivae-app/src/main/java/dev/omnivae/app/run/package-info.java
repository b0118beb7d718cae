/**
 * Runs: their folders, manifests, progress, and the way from a recipe to a trained model. Read
 * {@link dev.omnivae.app.run.RunFolder} first.
 */
@NullMarked
package dev.omnivae.app.run;

import org.jspecify.annotations.NullMarked;

/**
 * Films of a latent space: a path, frame by frame, into a file. Read {@link
 * dev.omnivae.eval.film.LatentPath} first.
 */
@NullMarked
package dev.omnivae.eval.film;

import org.jspecify.annotations.NullMarked;

/**
 * The latent space of a trained model, seen: {@code omnivae explore}. Read {@link
 * dev.omnivae.app.explore.Part} first.
 */
@NullMarked
package dev.omnivae.app.explore;

import org.jspecify.annotations.NullMarked;

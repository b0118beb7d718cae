/** Recipes, run folders and the {@code omnivae} command. */
@NullMarked
package dev.omnivae.app;

import org.jspecify.annotations.NullMarked;

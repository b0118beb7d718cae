/**
 * A VAE for those who have arrays and no recipe: start with {@link dev.omnivae.data.simple.Vae}. No
 * tensor goes in and none comes out.
 */
@NullMarked
package dev.omnivae.data.simple;

import org.jspecify.annotations.NullMarked;

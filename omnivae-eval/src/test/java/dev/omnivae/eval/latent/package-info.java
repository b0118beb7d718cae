@NullMarked
package dev.omnivae.eval.latent;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.omnivae.eval.film;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.omnivae.eval.projection;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.omnivae.eval.quality;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.omnivae.eval.likelihood;

import org.jspecify.annotations.NullMarked;

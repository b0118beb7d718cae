/** Pictures of data and models as PNG files. Read {@link dev.omnivae.eval.figure.Figures} first. */
@NullMarked
package dev.omnivae.eval.figure;

import org.jspecify.annotations.NullMarked;

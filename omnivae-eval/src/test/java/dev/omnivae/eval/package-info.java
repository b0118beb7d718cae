/** Tests of evaluation. Read {@link dev.omnivae.eval.TinyDataset} first. */
@NullMarked
package dev.omnivae.eval;

import org.jspecify.annotations.NullMarked;

/** Classifiers that judge generated data. Read {@link dev.omnivae.eval.oracle.Oracles} first. */
@NullMarked
package dev.omnivae.eval.oracle;

import org.jspecify.annotations.NullMarked;

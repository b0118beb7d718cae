/** Metrics, figures, report. Read {@link dev.omnivae.eval.Metric} first. */
@NullMarked
package dev.omnivae.eval;

import org.jspecify.annotations.NullMarked;

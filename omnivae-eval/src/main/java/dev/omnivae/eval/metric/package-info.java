/**
 * The measurements a recipe can name. Read {@link dev.omnivae.eval.metric.CoherenceMetric} first.
 */
@NullMarked
package dev.omnivae.eval.metric;

import org.jspecify.annotations.NullMarked;

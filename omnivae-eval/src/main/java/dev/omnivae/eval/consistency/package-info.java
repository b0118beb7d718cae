/**
 * Whether a caption, or attributes, belong to an image: scores of pairs ({@link
 * dev.omnivae.eval.consistency.PairScorer}), pairs that do not belong together ({@link
 * dev.omnivae.eval.consistency.Negative}), and a calibrated verdict ({@link
 * dev.omnivae.eval.consistency.Calibration}).
 */
@NullMarked
package dev.omnivae.eval.consistency;

import org.jspecify.annotations.NullMarked;

/**
 * How good and how varied generated images are, by what a frozen network sees in them. Read {@link
 * dev.omnivae.eval.quality.FeatureSample} first.
 */
@NullMarked
package dev.omnivae.eval.quality;

import org.jspecify.annotations.NullMarked;

/**
 * What a step is given: observations of modalities, conditions, labels. Read {@link
 * dev.omnivae.core.batch.Batch} first.
 */
@NullMarked
package dev.omnivae.core.batch;

import org.jspecify.annotations.NullMarked;

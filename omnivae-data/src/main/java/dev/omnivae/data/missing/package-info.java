/**
 * Modalities taken away from complete data, for experiments with partial data. Read {@link
 * dev.omnivae.data.missing.MissingSettings} first.
 */
@NullMarked
package dev.omnivae.data.missing;

import org.jspecify.annotations.NullMarked;

/**
 * Data sets drawn here, so that everything runs anywhere: deterministic by seed, no system fonts.
 * Read {@link dev.omnivae.data.generate.DigitDrawer} first.
 */
@NullMarked
package dev.omnivae.data.generate;

import org.jspecify.annotations.NullMarked;

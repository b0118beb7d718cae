/**
 * What a user writes: settings as checked records, names with the nearest valid choice, errors that
 * teach. Read {@link dev.omnivae.core.config.Settings} first.
 */
@NullMarked
package dev.omnivae.core.config;

import org.jspecify.annotations.NullMarked;

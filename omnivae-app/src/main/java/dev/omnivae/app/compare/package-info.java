/**
 * Several recipes side by side over seeds: a file that lists them, the runs, one table. Read {@link
 * dev.omnivae.app.compare.Comparison} first.
 */
@NullMarked
package dev.omnivae.app.compare;

import org.jspecify.annotations.NullMarked;

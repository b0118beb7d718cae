/**
 * Whether what is said of the user's own images belongs to them: pairs, tables of pairs, answers.
 * Read {@link dev.omnivae.app.check.Checker} first.
 */
@NullMarked
package dev.omnivae.app.check;

import org.jspecify.annotations.NullMarked;

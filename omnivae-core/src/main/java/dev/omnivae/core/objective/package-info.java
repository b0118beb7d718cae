/**
 * Objectives, one file per published one. Read {@link dev.omnivae.core.objective.Objective}, then
 * {@link dev.omnivae.core.objective.ElboNaive}.
 */
@NullMarked
package dev.omnivae.core.objective;

import org.jspecify.annotations.NullMarked;

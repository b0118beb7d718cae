/**
 * Training: phases, optimisers, checkpoints, exact resume. Read {@link
 * dev.omnivae.core.train.Trainer} first.
 */
@NullMarked
package dev.omnivae.core.train;

import org.jspecify.annotations.NullMarked;

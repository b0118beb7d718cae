/**
 * Maps of codes in two dimensions, and how far a map can be trusted. Read {@link
 * dev.omnivae.eval.projection.Projection} first.
 */
@NullMarked
package dev.omnivae.eval.projection;

import org.jspecify.annotations.NullMarked;

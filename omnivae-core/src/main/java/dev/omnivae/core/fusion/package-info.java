/**
 * How the experts of several modalities become one posterior. Read {@link
 * dev.omnivae.core.fusion.Fusion} first.
 */
@NullMarked
package dev.omnivae.core.fusion;

import org.jspecify.annotations.NullMarked;

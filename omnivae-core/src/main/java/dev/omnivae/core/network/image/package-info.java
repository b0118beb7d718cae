/**
 * Deeper networks for images, and what judges them. Read {@link
 * dev.omnivae.core.network.image.ResNet} first.
 */
@NullMarked
package dev.omnivae.core.network.image;

import org.jspecify.annotations.NullMarked;

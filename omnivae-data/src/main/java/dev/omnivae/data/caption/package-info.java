/**
 * Captions written for images: words for classes, words for what is measured, sentences around
 * them. Read {@link dev.omnivae.data.caption.Captions} first.
 */
@NullMarked
package dev.omnivae.data.caption;

import org.jspecify.annotations.NullMarked;

/**
 * Faces of photographs, found, turned upright and cut out. Read {@link
 * dev.omnivae.data.face.FaceFinder} first.
 */
@NullMarked
package dev.omnivae.data.face;

import org.jspecify.annotations.NullMarked;

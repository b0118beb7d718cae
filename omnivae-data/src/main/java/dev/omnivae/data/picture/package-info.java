/**
 * Pictures of any format and size, the user's own among them: found in a folder, checked before
 * they are decoded, put upright, cut to one size. Read {@link dev.omnivae.data.picture.PictureFile}
 * first.
 */
@NullMarked
package dev.omnivae.data.picture;

import org.jspecify.annotations.NullMarked;

/**
 * Pictures of the user's into tensors and back. Read {@link dev.omnivae.app.picture.UserPicture}
 * first.
 */
@NullMarked
package dev.omnivae.app.picture;

import org.jspecify.annotations.NullMarked;

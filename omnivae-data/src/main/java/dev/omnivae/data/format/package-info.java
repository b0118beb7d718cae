/** File formats of published data sets. Read {@link dev.omnivae.data.format.Idx} first. */
@NullMarked
package dev.omnivae.data.format;

import org.jspecify.annotations.NullMarked;

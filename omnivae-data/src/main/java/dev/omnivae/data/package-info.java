/** Data sets: readers, pairing, generated data. Read {@link dev.omnivae.data.Reader} first. */
@NullMarked
package dev.omnivae.data;

import org.jspecify.annotations.NullMarked;

/** The readers a recipe can name. Read {@link dev.omnivae.data.reader.DigitsReader} first. */
@NullMarked
package dev.omnivae.data.reader;

import org.jspecify.annotations.NullMarked;

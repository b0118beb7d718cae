/**
 * Text as token ids: vocabularies, their files, word vectors, and the rules a text must keep. Read
 * {@link dev.omnivae.data.text.WordVocabulary} first.
 */
@NullMarked
package dev.omnivae.data.text;

import org.jspecify.annotations.NullMarked;

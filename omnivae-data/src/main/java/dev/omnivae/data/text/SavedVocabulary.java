package dev.omnivae.data.text;

import dev.omnivae.core.batch.Vocabulary;

/** A vocabulary that a run folder can keep and {@link Vocabularies#read} takes back. */
public interface SavedVocabulary extends Vocabulary {
  /** All of it as one JSON object; equal for vocabularies that give the same ids. */
  String json();

  /**
   * Vectors of its words, a line each, the word and its numbers apart by spaces; empty without any.
   */
  default String vectorLines() {
    return "";
  }

  /** One line: how many words have a vector; empty without any. */
  default String coverage() {
    return "";
  }
}

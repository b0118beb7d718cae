package dev.omnivae.data.text;

import dev.omnivae.core.batch.Vocabulary;

/** A vocabulary that a run folder can keep and {@link Vocabularies#read} takes back. */
public interface SavedVocabulary extends Vocabulary {
  /** All of it as one JSON object; equal for vocabularies that give the same ids. */
  String json();
}

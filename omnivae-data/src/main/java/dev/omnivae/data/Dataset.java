package dev.omnivae.data;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.data.text.SavedVocabulary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A data set as read: its splits and what it is. */
public interface Dataset {
  DatasetInfo info();

  List<Modality> modalities();

  /** Names of the scalars every sample comes with, standardised on the training split. */
  default List<String> conditions() {
    return standardisations().stream().map(Standardisation::name).toList();
  }

  /** How each condition was standardised, in the order of {@link #conditions()}. */
  default List<Standardisation> standardisations() {
    return List.of();
  }

  /** What a model is built for. */
  default Schema schema() {
    return new Schema(modalities(), conditions());
  }

  /** The samples (pairs, for several modalities) of a split. */
  Samples samples(Split split);

  /**
   * The single images of one modality in a split with their labels, unpaired: what an oracle is
   * trained on.
   */
  Samples singles(Split split, String modality);

  /**
   * What is known of each single image beside its label, by name, in the order of {@link #singles}:
   * the true factors of generated data. Empty where nothing is.
   */
  default Map<String, float[]> factors(Split split, String modality) {
    return Map.of();
  }

  /**
   * Where the observations of a modality in some {@link #samples} stand among its {@link #singles},
   * and so among {@link #factors}.
   *
   * @param positions of samples, each in [0, size)
   * @return one a position; -1 for a sample without the modality
   */
  default long[] singlesOf(Split split, String modality, long[] positions) {
    return positions.clone();
  }

  /** What each element of a modality of attributes is called, in order; empty for any other. */
  default List<String> names(String modality) {
    return List.of();
  }

  /**
   * The class that a text of this modality names, for judging captions; empty where it names none,
   * or several, or where texts name none at all.
   */
  default OptionalInt named(String modality, String text) {
    return OptionalInt.empty();
  }

  /**
   * The same samples with the attributes that texts tell beside them, as a modality that no model
   * is built for: what is made of texts, and told of images, is judged by it. Empty where texts
   * tell no attributes.
   */
  default Optional<Dataset> attributed() {
    return Optional.empty();
  }

  /**
   * Files a run folder keeps of the data, content by name, so that a model can be used without
   * them: {@code vocabulary-MODALITY.json} of every text, read back by {@link
   * dev.omnivae.data.text.Vocabularies#read}, and {@code vectors-MODALITY.txt}, the vectors of its
   * words where they have some.
   */
  default Map<String, String> kept() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Modality modality : modalities()) {
      if (modality.vocabulary() instanceof SavedVocabulary vocabulary) {
        files.put(vocabularyFile(modality.name()), vocabulary.json());
        String vectors = vocabulary.vectorLines();
        if (!vectors.isEmpty()) {
          files.put(vectorsFile(modality.name()), vectors);
        }
      }
    }
    return files;
  }

  /** What the word vectors of a modality are called in {@link #kept}. */
  static String vectorsFile(String modality) {
    return "vectors-" + modality + ".txt";
  }

  /** What the vocabulary of a modality is called in {@link #kept}. */
  static String vocabularyFile(String modality) {
    return "vocabulary-" + modality + ".json";
  }
}

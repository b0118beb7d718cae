package dev.omnivae.data;

import dev.omnivae.core.config.Settings;
import dev.omnivae.data.text.SavedVocabulary;
import dev.omnivae.data.text.Vocabularies;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a reader is given.
 *
 * @param settings the recipe's {@code data} mapping, the key {@code reader} included
 * @param roots folders to look in, best first: a data set {@code mnist} is looked for as {@code
 *     ROOT/mnist}, then as {@code ROOT}
 * @param cache where generated data may be kept between runs
 * @param seed the recipe's seed
 * @param kept files that a run keeps of the data, content by name, as {@link Dataset#kept} gave
 *     them; empty where no run is there yet
 */
public record ReaderContext(
    Settings settings, List<Path> roots, Path cache, long seed, Map<String, String> kept) {
  public ReaderContext {
    roots = List.copyOf(roots);
    kept = Map.copyOf(kept);
  }

  /** For a data set that no run keeps anything of. */
  public ReaderContext(Settings settings, List<Path> roots, Path cache, long seed) {
    this(settings, roots, cache, seed, Map.of());
  }

  /**
   * The vocabulary that a run was trained with: texts must be read with it and no other.
   *
   * @throws dev.omnivae.core.config.InputException when what is kept is none
   */
  public Optional<SavedVocabulary> vocabulary(String modality) {
    String file = Dataset.vocabularyFile(modality);
    return Optional.ofNullable(kept.get(file)).map(text -> Vocabularies.parse(text, file));
  }
}

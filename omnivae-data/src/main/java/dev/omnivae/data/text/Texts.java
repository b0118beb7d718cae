package dev.omnivae.data.text;

import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.config.InputException;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.store.TokenRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Texts of a data set as rows of tokens, by the rules of {@link TextSettings}:
 *
 * <ul>
 *   <li>an empty text, and one without any known word, is a missing one;
 *   <li>a longer one than allowed is refused, cut, or a missing one;
 *   <li>one in a script that is not allowed is refused;
 *   <li>unknown words are counted, see {@link TextReport}.
 * </ul>
 *
 * @param report what was lost
 */
public record Texts(TokenRows rows, TextReport report) {
  private static final Logger LOG = LoggerFactory.getLogger(Texts.class);
  private static final int SHOWN = 40;

  /**
   * The vocabulary that a run keeps, else the one that the settings name. Where the texts would now
   * give another one than the run's, that is told in one line.
   *
   * @param training texts of the training split alone
   * @param context its roots are looked through for a relative path of a tokenizer or of word
   *     vectors, best first; then the working directory
   */
  public static SavedVocabulary vocabulary(
      String modality, TextSettings settings, Collection<String> training, ReaderContext context) {
    SavedVocabulary kept = context.vocabulary(modality).orElse(null);
    if (kept == null) {
      return vectored(modality, fresh(settings, training, context.roots()), settings, context);
    }
    if (kept instanceof WordVocabulary run) {
      WordVocabulary now = WordVocabulary.counted(training, settings.minCount());
      if (!now.json().equals(run.json())) {
        LOG.warn("{}: {}", modality, run.difference(now));
      }
    }
    return vectored(modality, kept, settings, context);
  }

  /** With the vectors that a run keeps, else those the settings name. */
  private static SavedVocabulary vectored(
      String modality, SavedVocabulary vocabulary, TextSettings settings, ReaderContext context) {
    if (settings.vectors().isEmpty() || !(vocabulary instanceof WordVocabulary words)) {
      return vocabulary;
    }
    String name = Dataset.vectorsFile(modality);
    String kept = context.kept().get(name);
    WordVectors vectors =
        kept == null
            ? WordVectors.read(found(settings.vectors(), context.roots()), words)
            : WordVectors.of(kept, name, words);
    return words.with(vectors, settings.freezeVectors());
  }

  /** Below the first root that has it; else where we are. */
  private static Path found(String path, List<Path> roots) {
    return roots.stream()
        .map(root -> root.resolve(path))
        .filter(java.nio.file.Files::isRegularFile)
        .findFirst()
        .orElse(Path.of(path));
  }

  private static SavedVocabulary fresh(
      TextSettings settings, Collection<String> training, List<Path> roots) {
    if (settings.tokenizer().equals(TextSettings.WORDS)) {
      return WordVocabulary.of(training, settings.minCount());
    }
    return HuggingFaceVocabulary.read(found(settings.tokenizer(), roots));
  }

  /**
   * Texts as rows.
   *
   * @param texts by row; empty where there is none
   * @param name what a row is called in errors: "line 7 of a.txt"
   * @throws InputException naming the first text that is too long or of another script
   */
  public static Texts of(
      String modality,
      Vocabulary vocabulary,
      TextSettings settings,
      List<String> texts,
      IntFunction<String> name) {
    TextReport.Counter counter = new TextReport.Counter(vocabulary);
    List<int[]> rows = new ArrayList<>();
    int longest = 0;
    int longestRow = 0;
    for (int row = 0; row < texts.size(); row++) {
      String text = texts.get(row);
      if (text.isBlank()) {
        counter.empty();
        rows.add(new int[0]);
        continue;
      }
      allowed(settings, text, name.apply(row));
      int[] ids = vocabulary.ids(text);
      if (ids.length > longest) {
        longest = ids.length;
        longestRow = row;
      }
      rows.add(counter.count(text, shortened(ids, settings, counter)));
    }
    if (longest > settings.maxLength() && settings.tooLong().equals(TextSettings.REFUSE)) {
      throw tooLong(name.apply(longestRow), texts.get(longestRow), longest, settings.maxLength());
    }
    return new Texts(
        TokenRows.of(modality, settings.maxLength(), vocabulary, rows), counter.report());
  }

  private static int[] shortened(int[] ids, TextSettings settings, TextReport.Counter counter) {
    int most = settings.maxLength();
    if (ids.length <= most) {
      return ids;
    }
    counter.tooLong();
    if (!settings.tooLong().equals(TextSettings.CUT)) {
      return new int[0]; // left out, or refused once the longest is known
    }
    int[] cut = java.util.Arrays.copyOf(ids, most);
    cut[most - 1] = ids[ids.length - 1]; // the closing token
    return cut;
  }

  private static void allowed(TextSettings settings, String text, String name) {
    if (settings.scripts().isEmpty()) {
      return;
    }
    TreeSet<String> others = new TreeSet<>(Scripts.of(text));
    settings
        .scripts()
        .forEach(
            allowed ->
                others.removeIf(
                    other ->
                        Character.UnicodeScript.forName(other)
                            == Character.UnicodeScript.forName(allowed)));
    if (!others.isEmpty()) {
      throw InputException.of(
          name,
          "in a script of " + settings.scripts(),
          String.join(", ", others) + " ('" + shown(text) + "')",
          "leave it out, or add the script to text.scripts");
    }
  }

  private static InputException tooLong(String name, String text, int tokens, int most) {
    return InputException.of(
        name,
        "at most %d tokens, the closing one included".formatted(most),
        "%d ('%s')".formatted(tokens, shown(text)),
        "write text: {max_length: %d}, or text: {too_long: cut} or leave_out".formatted(tokens));
  }

  /** How many words have vectors, to stand behind what is said of the texts; empty without any. */
  public static String coverage(SavedVocabulary vocabulary) {
    return vocabulary.coverage().isEmpty() ? "" : "; " + vocabulary.coverage();
  }

  static String shown(String text) {
    return text.codePointCount(0, text.length()) <= SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "...";
  }
}

package dev.omnivae.data.text;

import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.config.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Learned vectors for the words of a vocabulary, from a text file of GloVe (Pennington, Socher,
 * Manning 2014): a line a word, the word and its numbers apart by spaces.
 *
 * @param values {@code (vocabulary, width)}; zeros where a word has no vector
 * @param covered ids that have one
 * @param words how many ids are words: padding, beginning, end and unknown are none
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record WordVectors(float[] values, int width, BitSet covered, int words) {
  public WordVectors {
    covered = (BitSet) covered.clone();
  }

  /** A copy: a set of ids can be changed. */
  @Override
  public BitSet covered() {
    return (BitSet) covered.clone();
  }

  /** Fraction of the vocabulary's words that have a vector. */
  public double coverage() {
    return words == 0 ? 0 : covered.cardinality() / (double) words;
  }

  /** One line: how many words have a vector. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d words have a vector of width %d (%.1f%%)",
        covered.cardinality(),
        words,
        width,
        100 * coverage());
  }

  /**
   * Reads the vectors of a vocabulary's words; other lines are checked for their width alone. Of a
   * word that stands there twice the first counts.
   *
   * @param width numbers a line must hold
   * @throws InputException naming the line that holds fewer or more, or what is no number
   */
  public static WordVectors read(Path file, Vocabulary vocabulary, int width) {
    return from(file.toString(), () -> Files.newBufferedReader(file), vocabulary, width);
  }

  /** The same, as wide as the first line, whose word holds no space. */
  public static WordVectors read(Path file, Vocabulary vocabulary) {
    return from(file.toString(), () -> Files.newBufferedReader(file), vocabulary, 0);
  }

  /**
   * The same of a file's content.
   *
   * @param name what it is called in errors
   */
  static WordVectors of(String content, String name, Vocabulary vocabulary) {
    return from(name, () -> new BufferedReader(new StringReader(content)), vocabulary, 0);
  }

  private interface Source {
    BufferedReader open() throws IOException;
  }

  /**
   * Reads.
   *
   * @param wanted numbers of a line; 0 for those of the first
   */
  private static WordVectors from(String file, Source source, Vocabulary vocabulary, int wanted) {
    Map<String, Integer> ids = ids(vocabulary);
    int width = wanted;
    float[] values = new float[Math.multiplyExact(vocabulary.size(), width)];
    BitSet covered = new BitSet();
    int number = 0;
    try (BufferedReader in = source.open()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (width == 0) {
          width = Math.max(1, line.stripTrailing().split(" ").length - 1);
          values = new float[Math.multiplyExact(vocabulary.size(), width)];
        }
        // A word may itself hold spaces, so that fields are counted from the right.
        String[] fields = line.stripTrailing().split(" ");
        int found = fields.length - 1;
        if (found < width || (found > width && isNumber(fields[found - width]))) {
          throw InputException.of(
              "line %d of %s".formatted(number, file),
              "a word and %d numbers".formatted(width),
              found + " numbers",
              number == 1 ? "set the width to that of the file" : "download the file again");
        }
        String word = String.join(" ", java.util.Arrays.copyOf(fields, fields.length - width));
        Integer id = ids.get(word);
        if (id != null && !covered.get(id)) {
          for (int i = 0; i < width; i++) {
            values[id * width + i] = number(fields[fields.length - width + i], number, i, file);
          }
          covered.set(id);
        }
      }
    } catch (MalformedInputException e) {
      throw new InputException(
          "line %d of %s must be UTF-8, got other bytes; save the file as UTF-8"
              .formatted(number + 1, file),
          e);
    } catch (IOException e) {
      throw new InputException(
          "word vectors must be a text file that can be read, got %s (%s); check the path"
              .formatted(file, e),
          e);
    }
    return new WordVectors(values, width, covered, new HashSet<>(ids.values()).size());
  }

  private static Map<String, Integer> ids(Vocabulary vocabulary) {
    Set<Integer> none =
        Set.of(vocabulary.pad(), vocabulary.bos(), vocabulary.eos(), vocabulary.unknown());
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      if (!none.contains(id)) {
        ids.putIfAbsent(vocabulary.text(new int[] {id}), id);
      }
    }
    ids.remove("");
    return ids;
  }

  private static boolean isNumber(String field) {
    try {
      Float.parseFloat(field);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static float number(String field, int line, int index, String file) {
    float value = isNumber(field) ? Float.parseFloat(field) : Float.NaN;
    if (!Float.isFinite(value)) {
      throw InputException.of(
          "number %d in line %d of %s".formatted(index + 1, line, file),
          "a finite number",
          "'" + field + "'",
          "download the file again");
    }
    return value;
  }
}

package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a text file that are not empty.
 *
 * @param numbers by text, from 1
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
record Lines(List<String> texts, int[] numbers) {
  /**
   * Reads them.
   *
   * @param limit the first so many, 0 for all
   */
  static Lines read(Path file, int limit) {
    List<String> texts = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    int number = 0;
    try (BufferedReader in = Files.newBufferedReader(file)) {
      for (String line = in.readLine();
          line != null && (limit == 0 || texts.size() < limit);
          line = in.readLine()) {
        number++;
        String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
        if (!text.isBlank()) {
          texts.add(text);
          numbers.add(number);
        }
      }
    } catch (CharacterCodingException e) {
      throw new InputException(
          "%s must be UTF-8, got other bytes after line %d; save it as UTF-8"
              .formatted(file, number),
          e);
    } catch (IOException e) {
      throw new InputException(
          "%s must be a text file that can be read, got %s; check its permissions"
              .formatted(file, e),
          e);
    }
    return new Lines(texts, numbers.stream().mapToInt(Integer::intValue).toArray());
  }
}

package dev.omnivae.eval.figure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Consumer;

/** The lines of a run's {@code metrics.jsonl}. */
final class MetricsLines {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private MetricsLines() {}

  /**
   * Hands over one after the other.
   *
   * @throws InputException naming a line that is no JSON
   */
  static void forEach(Path log, Consumer<JsonNode> each) {
    int number = 0;
    try (var lines = Files.lines(log)) {
      for (Iterator<String> i = lines.iterator(); i.hasNext(); ) {
        number++;
        each.accept(MAPPER.readTree(i.next()));
      }
    } catch (JsonProcessingException e) {
      throw InputException.of(
          log + " line " + number, "a JSON object", "something else", "remove the broken line");
    } catch (IOException e) {
      throw new InputException(log + " must be readable, got " + e.getMessage() + "; check it", e);
    }
  }
}

package dev.omnivae.app.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** JSON in and out of files and of the command line. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final DefaultPrettyPrinter PRETTY =
      new DefaultPrettyPrinter()
          .withObjectIndenter(new DefaultIndenter("  ", "\n"))
          .withArrayIndenter(new DefaultIndenter("  ", "\n"));

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A value (map, list, record, number) as a tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** Indented text with a line break at its end. */
  public static String text(Object value) {
    try {
      return MAPPER.writer(PRETTY).writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The object in a file.
   *
   * @throws InputException when it is none
   */
  public static ObjectNode read(Path file) {
    try {
      if (MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode object) {
        return object;
      }
      throw InputException.of(
          file.toString(), "a JSON object", "something else", "restore the file");
    } catch (IOException e) {
      throw new InputException(
          "%s must be a readable JSON object, got an error (%s); restore the file"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Numbers by key in the order of the map; NaN and infinities, which JSON lacks, as null. */
  public static ObjectNode numbers(Map<String, Double> values) {
    ObjectNode object = object();
    values.forEach(
        (key, value) -> {
          if (Double.isFinite(value)) {
            object.put(key, value);
          } else {
            object.putNull(key);
          }
        });
    return object;
  }
}

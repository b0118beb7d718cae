package dev.omnivae.app.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.omnivae.core.config.InputException;
import java.util.regex.Pattern;

/** YAML in and out of trees. */
public final class Yaml {
  /**
   * YAML 1.1 reads {@code 1e-3} as text for want of a dot; everybody who writes it means a number.
   */
  private static final Pattern EXPONENT = Pattern.compile("[-+]?\\d+(\\.\\d*)?[eE][-+]?\\d+");

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build());

  private Yaml() {}

  /**
   * The mapping in a file's text.
   *
   * @param source what the text is, for errors
   * @throws InputException when it is no YAML mapping
   */
  public static ObjectNode mapping(String text, String source) {
    JsonNode node = parse(text, source);
    if (node.isMissingNode() || node.isNull()) {
      return MAPPER.createObjectNode();
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw InputException.of(
        source, "a YAML mapping", node.getNodeType().name(), "write lines of 'key: value'");
  }

  /** A single value as YAML types it: number, boolean, list, mapping, else text. */
  public static JsonNode value(String text, String source) {
    JsonNode node = parse(text, source);
    return node.isMissingNode() ? MAPPER.nullNode() : node;
  }

  /** A tree as YAML text. */
  public static String text(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An empty mapping. */
  public static ObjectNode empty() {
    return MAPPER.createObjectNode();
  }

  private static JsonNode parse(String text, String source) {
    try {
      return numbers(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s must be YAML, got an error at line %d: %s; mind indentation and brackets"
              .formatted(
                  source,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("?")),
          e);
    }
  }

  private static JsonNode numbers(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(entry -> entry.setValue(numbers(entry.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, numbers(array.get(i)));
      }
    } else if (node.isTextual() && EXPONENT.matcher(node.textValue()).matches()) {
      return DoubleNode.valueOf(Double.parseDouble(node.textValue()));
    }
    return node;
  }
}

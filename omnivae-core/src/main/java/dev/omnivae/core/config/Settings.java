package dev.omnivae.core.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a recipe, with its path. Reading it as a record writes the record's defaults back
 * into the tree, so that after everything is built the tree is the recipe as resolved, every
 * default written out.
 *
 * <p>One record component is one key in snake case. An unknown key fails with the nearest name; a
 * record checks its own values in its compact constructor by throwing {@link InputException}.
 */
public final class Settings {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE_CASE =
      new PropertyNamingStrategies.SnakeCaseStrategy();

  private final ObjectNode node;
  private final String path;

  private Settings(ObjectNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /** Settings over a tree, which reading will complete in place. */
  public static Settings of(ObjectNode root) {
    return new Settings(root, "");
  }

  /** Settings from JSON text, for tests and for library use. */
  public static Settings parse(String json) {
    try {
      return of((ObjectNode) MAPPER.readTree(json.isBlank() ? "{}" : json));
    } catch (JsonProcessingException e) {
      throw new InputException(
          "settings must be a JSON object, got " + json + "; check brackets", e);
    }
  }

  /** The tree itself, as completed so far. */
  public ObjectNode tree() {
    return node;
  }

  /** Where this mapping stands in the recipe: {@code model.modalities.svhn}; empty at the root. */
  public String path() {
    return path;
  }

  /** Path of a key of this mapping, for errors. */
  public String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  public boolean has(String key) {
    return node.has(key) && !node.get(key).isNull();
  }

  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** The value of a key, or null. */
  public @Nullable JsonNode value(String key) {
    return node.get(key);
  }

  /** The text of a key; the default is written into the tree when the key is absent. */
  public String text(String key, String otherwise) {
    if (!has(key)) {
      node.put(key, otherwise);
    }
    JsonNode value = node.get(key);
    if (!value.isValueNode()) {
      throw InputException.of(path(key), "a single word", value, "write " + key + ": " + otherwise);
    }
    return value.asText();
  }

  /** The mapping under a key, created empty when absent. */
  public Settings child(String key) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      return new Settings(node.putObject(key), path(key));
    }
    if (value instanceof ObjectNode object) {
      return new Settings(object, path(key));
    }
    throw InputException.of(path(key), "a mapping", value, "write " + key + ": {key: value}");
  }

  /**
   * The mappings of the list under a key; empty when absent. A single mapping counts as a list of
   * one.
   */
  public List<Settings> list(String key) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (value instanceof ObjectNode object) {
      return List.of(new Settings(object, path(key)));
    }
    List<Settings> settings = new ArrayList<>();
    for (JsonNode item : value) {
      if (!(item instanceof ObjectNode object)) {
        throw InputException.of(path(key), "a list of mappings", item, "write - {name: ...}");
      }
      settings.add(new Settings(object, path(key) + "[" + settings.size() + "]"));
    }
    return settings;
  }

  /** Fails on a key that is not among the given ones, naming the nearest. */
  public void allow(List<String> known) {
    for (String key : keys()) {
      if (!known.contains(key)) {
        throw unknown(key, known);
      }
    }
  }

  /**
   * This mapping as a record, absent keys taken from {@code defaults} and written into the tree.
   *
   * @throws InputException on an unknown key, a value of the wrong type, or a value the record
   *     refuses
   */
  public <T extends Record> T read(Class<T> type, T defaults) {
    ObjectNode merged = MAPPER.valueToTree(defaults);
    List<String> known = new ArrayList<>();
    merged.fieldNames().forEachRemaining(known::add);
    allow(known);
    for (RecordComponent component : type.getRecordComponents()) {
      // a mapping that is a record itself has defaults of its own, key by key
      String key = SNAKE_CASE.translate(component.getName());
      if (component.getType().isRecord()
          && node.get(key) instanceof ObjectNode given
          && merged.get(key) instanceof ObjectNode otherwise) {
        complete(given, otherwise);
      }
    }
    node.properties().forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
    T value;
    try {
      value = MAPPER.treeToValue(merged, type);
    } catch (JsonProcessingException e) {
      throw refused(e);
    }
    known.stream().filter(key -> !node.has(key)).forEach(key -> node.set(key, merged.get(key)));
    return value;
  }

  private static void complete(ObjectNode given, ObjectNode defaults) {
    for (Map.Entry<String, JsonNode> entry : defaults.properties()) {
      if (!given.has(entry.getKey())) {
        given.set(entry.getKey(), entry.getValue());
      }
    }
  }

  private InputException unknown(String key, List<String> known) {
    return new InputException(
        "%s must be a known key, got '%s'; %s"
            .formatted(path.isEmpty() ? "recipe" : path, key, Nearest.hint(key, known)));
  }

  private InputException refused(JsonProcessingException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException input) {
        return new InputException(path.isEmpty() ? input.line() : path + ": " + input.line(), e);
      }
    }
    String where = path;
    if (e instanceof UnrecognizedPropertyException unrecognised) {
      List<String> known =
          unrecognised.getKnownPropertyIds().stream().map(String::valueOf).toList();
      return unknown(unrecognised.getPropertyName(), known);
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      StringBuilder keys = new StringBuilder(path);
      mapping.getPath().stream()
          .map(r -> r.getFieldName() != null ? r.getFieldName() : "[" + r.getIndex() + "]")
          .forEach(k -> keys.append(keys.isEmpty() || k.startsWith("[") ? k : "." + k));
      where = keys.toString();
    }
    return new InputException(
        "%s must be of the right type: %s; see docs/recipes.md"
            .formatted(where, e.getOriginalMessage().lines().findFirst().orElse("?")),
        e);
  }
}

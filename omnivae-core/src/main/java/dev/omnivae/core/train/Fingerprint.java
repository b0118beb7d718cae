package dev.omnivae.core.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A hash of what a run must not change between sittings: its training settings and the shapes of
 * its parameters. How long to train, and how often to save, may change.
 */
final class Fingerprint {
  private static final List<String> FREE = List.of("epochs", "max_minutes", "checkpoint_every");

  private Fingerprint() {}

  static String of(ObjectNode training, ParameterStore store) {
    StringBuilder text = new StringBuilder(fixed(training).toString());
    for (Parameter p : store.all()) {
      text.append('\n').append(p.path()).append(Arrays.toString(p.shape()));
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static JsonNode fixed(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = object.objectNode();
      object.properties().stream()
          .sorted(java.util.Map.Entry.comparingByKey())
          .filter(entry -> !FREE.contains(entry.getKey()))
          .forEach(entry -> copy.set(entry.getKey(), fixed(entry.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = array.arrayNode();
      array.forEach(item -> copy.add(fixed(item)));
      return copy;
    }
    return node;
  }
}

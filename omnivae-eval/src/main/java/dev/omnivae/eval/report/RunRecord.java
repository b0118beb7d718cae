package dev.omnivae.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.eval.figure.Figure;
import dev.omnivae.eval.figure.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run folder holds, as far as the report shows it; what is missing is empty.
 *
 * @param config text of {@code config.yaml}
 */
record RunRecord(String config, ObjectNode manifest, ObjectNode metrics, List<Figure> figures) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static RunRecord read(Path run) {
    Path config = run.resolve("config.yaml");
    if (!Files.isRegularFile(config)) {
      throw InputException.of(
          "run folder", "one with a config.yaml", "none in " + run, "omnivae train makes one");
    }
    try {
      return new RunRecord(
          Files.readString(config),
          json(run.resolve("manifest.json")),
          json(run.resolve("metrics.json")),
          Figures.of(run).stream()
              .filter(figure -> Files.isRegularFile(Figures.file(run, figure)))
              .toList());
    } catch (IOException e) {
      throw new InputException(
          "%s must be readable, got %s; check it".formatted(run, e.getMessage()), e);
    }
  }

  /** A text of the manifest by its path; empty when it is not there. */
  String manifest(String pointer) {
    return manifest.at(pointer).asText("");
  }

  private static ObjectNode json(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return MAPPER.createObjectNode();
    }
    JsonNode node = MAPPER.readTree(path.toFile());
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw InputException.of(path.toString(), "a JSON object", "something else", "restore the file");
  }
}

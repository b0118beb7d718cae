package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A notebook of the project, as it lies in {@code notebooks/}. */
record Notebook(String name, ObjectNode json) {
  static final Path FOLDER = Path.of("..", "notebooks");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What every notebook sets in a cell of its own, so that a test can set less. */
  private static final Pattern LENGTH = Pattern.compile("int (samples|epochs) = \\d+;");

  /** A cell of code. */
  record Cell(String source, List<JsonNode> outputs) {}

  static Stream<Notebook> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList().stream()
          .map(Notebook::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Notebook read(Path file) {
    try {
      return new Notebook(
          String.valueOf(file.getFileName()), (ObjectNode) MAPPER.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Cell> code() {
    return cells()
        .filter(cell -> cell.path("cell_type").asText().equals("code"))
        .map(
            cell ->
                new Cell(
                    source(cell),
                    StreamSupport.stream(cell.path("outputs").spliterator(), false).toList()))
        .toList();
  }

  private Stream<JsonNode> cells() {
    return StreamSupport.stream(json.path("cells").spliterator(), false);
  }

  private static String source(JsonNode cell) {
    List<String> lines = new ArrayList<>();
    cell.path("source").forEach(line -> lines.add(line.asText()));
    return String.join("", lines);
  }

  /** As it stands, but for 200 samples and one epoch, and without outputs. */
  Notebook shortened() {
    ObjectNode copy = json.deepCopy();
    List<String> replaced = new ArrayList<>();
    for (JsonNode cell : copy.path("cells")) {
      if (cell.path("cell_type").asText().equals("code")) {
        Matcher lengths = LENGTH.matcher(source(cell));
        String shorter =
            lengths.replaceAll(
                found -> {
                  replaced.add(found.group(1));
                  String less = found.group(1).equals("epochs") ? "1" : "200";
                  return "int " + found.group(1) + " = " + less + ";";
                });
        ((ObjectNode) cell).putArray("source").add(shorter);
        ((ObjectNode) cell).putArray("outputs");
      }
    }
    if (!replaced.equals(List.of("samples", "epochs"))) {
      throw new AssertionError(name + " must set samples and epochs once, got " + replaced);
    }
    return new Notebook(name, copy);
  }

  /** Writes it into a folder. */
  Path write(Path folder) {
    try {
      return Files.write(folder.resolve(name), MAPPER.writeValueAsBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

package dev.omnivae.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.engine.EngineReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The table, for people and for machines. */
record Report(EngineReport machine, List<Result> results) {
  private static final String HEAD =
      """
      | ours / theirs | case | ours | theirs | unit | ratio (worst to best round) | bar | |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      """;

  String table() {
    StringBuilder text = new StringBuilder(HEAD);
    results.forEach(result -> text.append(result.line()).append('\n'));
    return text.toString();
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    StringBuilder text =
        new StringBuilder("# Benchmarks\n\nOne run of one JVM by `benchmarks/run`");
    text.append(
        ". Ratios above 1 are in our favour; medians over interleaved rounds, the ratio's of the ratios within rounds.\n\n");
    text.append(table()).append("\nOn:\n\n```\n").append(machine).append("```\n");
    Files.writeString(folder.resolve("benchmarks.md"), anywhere(text.toString()));
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.set("machine", json.valueToTree(machine.toMap()));
    ArrayNode rows = root.putArray("results");
    for (Result result : results) {
      ObjectNode row = json.valueToTree(result);
      row.put("met", result.met());
      rows.add(row);
    }
    Files.writeString(
        folder.resolve("benchmarks.json"),
        anywhere(json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n"));
  }

  /** Without the home folder of who measured. */
  private static String anywhere(String text) {
    return text.replace(System.getProperty("user.home"), "~");
  }
}

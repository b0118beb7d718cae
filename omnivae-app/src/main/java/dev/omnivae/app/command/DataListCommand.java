package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.run.Json;
import dev.omnivae.data.Datasets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code omnivae data list}. */
@Command(
    name = "list",
    description =
        "Lists the data sets a recipe can name in data.reader, and whether they are here.")
final class DataListCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Mixin private final DataOptions data = new DataOptions();

  DataListCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    List<Datasets.Entry> entries = Datasets.list(data.roots());
    int width = entries.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
    StringBuilder lines = new StringBuilder();
    ObjectNode json = Json.object();
    ArrayNode array = json.putArray("datasets");
    for (Datasets.Entry entry : entries) {
      lines.append(entry.name()).append(" ".repeat(width - entry.name().length() + 2));
      lines.append(entry.summary()).append('\n').append(" ".repeat(width + 2));
      lines.append(entry.availability().ready() ? "here: " : "not here: ");
      lines.append(entry.availability().note()).append('\n');
      array
          .addObject()
          .put("name", entry.name())
          .put("summary", entry.summary())
          .put("ready", entry.availability().ready())
          .put("note", entry.availability().note());
    }
    lines.append("\nMore on one: omnivae data describe NAME\n");
    omnivae.result(json, lines.toString());
    return 0;
  }
}

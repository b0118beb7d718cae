package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.run.Json;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.data.Reader;
import java.util.Collection;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code omnivae data list | describe | get | make}. */
@Command(
    name = "data",
    description = "Lists, describes, downloads and makes data sets.",
    synopsisSubcommandLabel = "COMMAND")
final class DataCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  DataCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  CommandLine commandLine() {
    return new CommandLine(this)
        .addSubcommand(new ListThem(omnivae))
        .addSubcommand(new DataDescribeCommand(omnivae));
  }

  @Override
  public Integer call() {
    return new ListThem(omnivae).call();
  }

  /** {@code omnivae data list}. */
  @Command(name = "list", description = "Lists the readers a recipe can name in data.reader.")
  static final class ListThem implements Callable<Integer> {
    private final Omnivae omnivae;

    ListThem(Omnivae omnivae) {
      this.omnivae = omnivae;
    }

    @Override
    public Integer call() {
      Collection<Reader> readers = Extensions.of(Reader.class, "data set").all();
      int width = readers.stream().mapToInt(reader -> reader.name().length()).max().orElse(0);
      StringBuilder lines = new StringBuilder();
      ObjectNode json = Json.object();
      ArrayNode array = json.putArray("datasets");
      for (Reader reader : readers) {
        lines.append(reader.name()).append(" ".repeat(width - reader.name().length() + 2));
        lines.append(reader.summary()).append('\n');
        array.addObject().put("name", reader.name()).put("summary", reader.summary());
      }
      lines.append("\nMore on one: omnivae data describe NAME\n");
      omnivae.result(json, lines.toString());
      return 0;
    }
  }
}

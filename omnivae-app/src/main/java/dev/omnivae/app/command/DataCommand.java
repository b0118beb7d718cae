package dev.omnivae.app.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code omnivae data list | describe | get | make | crop-faces}. */
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
        .addSubcommand(new DataListCommand(omnivae))
        .addSubcommand(new DataDescribeCommand(omnivae))
        .addSubcommand(new DataGetCommand(omnivae))
        .addSubcommand(new DataMakeCommand(omnivae))
        .addSubcommand(new DataCropFacesCommand(omnivae));
  }

  @Override
  public Integer call() {
    return new DataListCommand(omnivae).call();
  }
}

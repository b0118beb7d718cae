package dev.omnivae.app.command;

import dev.omnivae.app.run.Examination;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.ProgressDisplay;
import dev.omnivae.app.run.RunFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code omnivae report DIR}. */
@Command(name = "report", description = "Draws a run's figures and writes its report.html anew.")
final class ReportCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Parameters(paramLabel = "DIR", description = "A run folder.")
  private Path folder = Path.of("");

  @Mixin private final DataOptions data = new DataOptions();

  ReportCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    RunFolder run = RunFolder.open(folder);
    omnivae.startEngine();
    Experiment experiment = Trained.experiment(run, data);
    try (ProgressDisplay display = new ProgressDisplay(omnivae.err(), omnivae.terminal())) {
      new Examination(experiment, run, display).report();
    }
    omnivae.result(Json.object().put("report", run.report().toString()), "report: " + run.report());
    return 0;
  }
}

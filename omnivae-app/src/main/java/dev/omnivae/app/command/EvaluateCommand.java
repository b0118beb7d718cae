package dev.omnivae.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.app.run.Examination;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.Json;
import dev.omnivae.app.run.NumbersTable;
import dev.omnivae.app.run.ProgressDisplay;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluator;
import dev.omnivae.eval.sampler.Samplers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omnivae evaluate DIR}. */
@Command(
    name = "evaluate",
    description = "Measures a trained model and merges the numbers into the run folder.")
final class EvaluateCommand implements Callable<Integer> {
  private final Omnivae omnivae;

  @Parameters(paramLabel = "DIR", description = "A run folder.")
  private Path folder = Path.of("");

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "NAME",
      description = "What to measure; the recipe's evaluation.metrics unless given.")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--samplers",
      split = ",",
      paramLabel = "NAME",
      description =
          "What else draws codes for joint coherence; the recipe's evaluation.samplers unless"
              + " given. Fitted where it is not yet.")
  private List<String> samplers = new ArrayList<>();

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description = "train, valid or test (the default).")
  private String split = "test";

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all draws; the run's.")
  private @Nullable Long seed;

  EvaluateCommand(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  @Override
  public Integer call() {
    Split measured = Splits.named(split);
    RunFolder run = RunFolder.open(folder);
    new Evaluator().check(metrics);
    Samplers.check(samplers);
    omnivae.startEngine();
    Experiment experiment = Trained.experiment(run, data);
    try (ProgressDisplay display = new ProgressDisplay(omnivae.err(), omnivae.terminal())) {
      SortedMap<String, Double> numbers =
          new Examination(
                  experiment,
                  run,
                  display,
                  samplers.isEmpty() ? experiment.evaluation().samplers() : samplers)
              .measure(
                  measured,
                  metrics.isEmpty() ? experiment.evaluation().metrics() : metrics,
                  seed == null ? experiment.recipe().seed() : seed);
      run.mergeMetrics(measured.key(), numbers);
      ObjectNode json = Json.object();
      json.put("folder", run.path().toString());
      json.put("split", measured.key());
      json.set("metrics", Json.numbers(numbers));
      omnivae.result(json, NumbersTable.of(numbers));
    }
    return 0;
  }
}

package dev.omnivae.app.command;

import dev.omnivae.app.run.EvaluationSettings;
import dev.omnivae.app.run.Experiment;
import dev.omnivae.core.network.text.Generation;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How texts are written. */
final class GenerationOptions {
  @Option(
      names = "--generation",
      split = ",",
      paramLabel = "KEY=VALUE",
      description =
          "How texts are written: search (greedy, sample, beam), temperature, top_k, top_p, beams,"
              + " length_penalty; else as evaluation.generation of the recipe says.")
  private List<String> generation = new ArrayList<>();

  /** The recipe's, with what the command line sets. */
  Generation of(Experiment experiment) {
    return experiment
        .recipe()
        .with(generation.stream().map(item -> "evaluation.generation." + item).toList())
        .settings()
        .child("evaluation")
        .read(EvaluationSettings.class, EvaluationSettings.DEFAULT)
        .generation();
  }
}

package dev.omnivae.eval.figure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.eval.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All pictures of a run, in {@code figures/}, and {@code figures/figures.json} that tells the
 * report their order, titles and captions.
 */
public final class Figures {
  private static final String FOLDER = "figures";
  private static final String INDEX = "figures.json";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Figures() {}

  /**
   * Draws everything anew.
   *
   * @param run the run folder; its {@code metrics.jsonl} gives the curves
   * @return the figures in the order of the report
   * @throws dev.omnivae.core.config.RunException when the disk refuses
   */
  public static List<Figure> all(Evaluation evaluation, Path run) {
    return all(evaluation, null, run);
  }

  /**
   * As above.
   *
   * @param earlier what the model is to be set beside; null for nothing
   */
  public static List<Figure> all(Evaluation evaluation, @Nullable Earlier earlier, Path run) {
    Path folder = run.resolve(FOLDER);
    List<Figure> figures = new ArrayList<>();
    evaluation.say("figures: drawing");
    ContactSheet.write(evaluation.dataset(), folder.resolve("data.png"));
    figures.add(
        new Figure(
            "data.png",
            Figure.Section.DATA,
            "Samples of the data set",
            "Training samples by class; the modalities of a sample stand in the same place of their"
                + " blocks."));
    figures.addAll(LossFigures.write(run.resolve("metrics.jsonl"), folder));
    figures.addAll(LayerFigures.write(run.resolve("metrics.jsonl"), folder));
    figures.addAll(SampleFigures.write(evaluation, folder));
    figures.addAll(RestorationFigures.write(evaluation, folder));
    figures.addAll(TraversalFigures.write(evaluation, folder));
    if (earlier != null) {
      figures.addAll(BeforeAfterFigure.write(evaluation, earlier, folder));
    }
    figures.addAll(ConsistencyFigures.write(evaluation, run, folder));
    figures.addAll(KlFigures.write(evaluation, folder));
    try {
      AtomicFiles.DISK.write(folder.resolve(INDEX), MAPPER.writeValueAsString(figures));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
    return figures;
  }

  /** What a run folder holds, in order; empty when nothing was drawn yet. */
  public static List<Figure> of(Path run) {
    Path index = run.resolve(FOLDER).resolve(INDEX);
    if (!Files.isRegularFile(index)) {
      return List.of();
    }
    try {
      return List.of(MAPPER.readValue(index.toFile(), Figure[].class));
    } catch (IOException e) {
      throw new InputException(
          "%s must be a list of figures, got something else; draw them anew with omnivae report"
              .formatted(index),
          e);
    }
  }

  /** Where a figure of a run stands. */
  public static Path file(Path run, Figure figure) {
    return run.resolve(FOLDER).resolve(figure.file());
  }
}

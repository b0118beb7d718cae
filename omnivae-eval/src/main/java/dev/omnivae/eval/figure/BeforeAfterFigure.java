package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** What a phase did to images: the same codes decoded before it and after it, side by side. */
final class BeforeAfterFigure {
  private static final int COLUMNS = 10;
  private static final int SIDE = 96;

  private BeforeAfterFigure() {}

  /**
   * One picture for each modality of images. Codes are those of the earlier model, which its
   * decoder was trained for: what the later one makes of them is not flattered.
   */
  static List<Figure> write(Evaluation evaluation, Earlier earlier, Path folder) {
    List<Figure> figures = new ArrayList<>();
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Samples samples = evaluation.dataset().samples(evaluation.split());
      Batch batch =
          Batches.gather(samples, Batches.positions(samples.size(), COLUMNS, evaluation.seed()));
      for (Modality image : evaluation.model().modalities()) {
        if (image.drawable()) {
          figures.add(draw(evaluation, earlier, image, batch, folder));
        }
      }
    }
    return figures;
  }

  private static Figure draw(
      Evaluation evaluation, Earlier earlier, Modality image, Batch batch, Path folder) {
    String name = image.name();
    String title = name + " before and after the phase " + earlier.phase();
    ImageGrid grid = new ImageGrid(title, SIDE);
    grid.row(name, Pixels.of(batch.of(name).value()));
    for (Modality given : evaluation.model().modalities()) {
      if (!evaluation.model().generates(name, Set.of(given.name()))) {
        continue;
      }
      Batch seen = Batches.having(batch, List.of(given.name()));
      if (seen.size() == 0) {
        continue;
      }
      Noise noise = evaluation.noise("figure.phase." + given.name() + "." + name);
      Latents z = earlier.model().infer(seen.given(Set.of(given.name())), 1, noise);
      grid.row("from " + given.name() + ", before", made(earlier.model(), image, z, seen, noise));
      grid.row("after", made(evaluation.model(), image, z, seen, noise));
    }
    String file = "phase-" + name + ".png";
    Png.write(grid.draw(), folder.resolve(file));
    return new Figure(
        file,
        Figure.Section.SAMPLES,
        "Before and after: " + earlier.phase(),
        "Samples of the "
            + evaluation.split().key()
            + " split; below them the same codes, drawn by the model as the phase "
            + earlier.phase()
            + " found it, decoded by its decoder of then and by the one that phase left.");
  }

  private static List<BufferedImage> made(
      Model model, Modality image, Latents z, Batch batch, Noise noise) {
    Tensor mean = model.decode(image.name(), z, batch.conditions(), noise).mean();
    return Pixels.of(mean.squeeze(0));
  }
}

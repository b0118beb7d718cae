package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.consistency.Calibration;
import dev.omnivae.eval.consistency.Gallery;
import dev.omnivae.eval.consistency.PairScorer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Pairs of an image and what is said of it, with score and verdict, of runs that were calibrated.
 */
final class ConsistencyFigures {
  private static final int COLUMNS = 10;
  private static final int SIDE = 96;

  private ConsistencyFigures() {}

  /**
   * Writes one for each description of images.
   *
   * @param run whose calibrations are read; none, no figure
   */
  static List<Figure> write(Evaluation evaluation, Path run, Path folder) {
    List<Figure> written = new ArrayList<>();
    Optional<MultimodalVae> vae = evaluation.model().multimodal();
    List<Modality> modalities = evaluation.model().modalities();
    List<Modality> images = PairScorer.images(modalities);
    if (vae.isEmpty() || images.isEmpty()) {
      return written;
    }
    for (Modality described : PairScorer.described(modalities)) {
      Optional<Calibration> calibration = Calibration.read(run, described);
      if (calibration.isPresent()) {
        PairScorer scorer = new PairScorer(vae.get(), images.get(0), described);
        try (Scope scope = Scope.open();
            NoGrad off = NoGrad.open()) {
          written.add(
              draw(Gallery.of(evaluation, scorer, calibration.get(), COLUMNS), scorer, folder));
        }
      }
    }
    return written;
  }

  private static Figure draw(Gallery gallery, PairScorer scorer, Path folder) {
    Modality image = scorer.image();
    String title = "Does this belong? " + scorer.described().name() + " of " + image.name();
    ImageGrid grid = new ImageGrid(title, SIDE);
    grid.row(image.name(), Pixels.of(gallery.batch().of(image.name()).value()));
    gallery
        .rows()
        .forEach(
            (kind, judged) ->
                grid.row(
                    kind, TextCells.of(judged.stream().map(ConsistencyFigures::cell).toList())));
    String file = "consistency-" + scorer.described().name() + ".png";
    Png.write(grid.draw(), folder.resolve(file));
    return new Figure(
        file,
        Figure.Section.SAMPLES,
        title,
        "Below each image its own "
            + scorer.described().name()
            + ", then wrong ones of every kind; under each the published score 1 / (1 + KL), the"
            + " calibrated probability p that it belongs, and the verdict.");
  }

  private static String cell(Gallery.Judged judged) {
    return String.format(
        Locale.ROOT,
        "%s — score %.3g, p %.2f: %s%s",
        judged.text().replace('_', ' '),
        judged.score(),
        judged.verdict().probability(),
        judged.verdict().belongs() ? "belongs" : "does not",
        judged.right() ? "" : " (WRONG)");
  }
}

package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.PriorDraws;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Pictures of what modalities show together: a column a code, a row a modality, for the prior and
 * every fitted sampler. Of several modalities that can be shown, else nothing.
 */
final class JointFigures {
  private static final int COLUMNS = 12;
  private static final int BLOCKS = 3;
  private static final int SIDE = 64;

  private JointFigures() {}

  static List<Figure> write(Evaluation evaluation, Path folder) {
    List<Figure> figures = new ArrayList<>();
    draw(evaluation, folder, "prior", "the prior", figures);
    for (String sampler : evaluation.samplers().names()) {
      draw(evaluation.drawnBy(sampler), folder, sampler, sampler, figures);
    }
    return figures;
  }

  private static void draw(
      Evaluation drawn, Path folder, String name, String words, List<Figure> figures) {
    Model model = drawn.model();
    Cells cells = new Cells(drawn.dataset());
    List<Modality> shown =
        model.modalities().stream()
            .filter(m -> cells.shows(m) && model.generates(m.name(), Set.of()))
            .toList();
    if (shown.size() < 2) {
      return;
    }
    Map<String, List<BufferedImage>> pictures = new TreeMap<>();
    PriorDraws.forEach(
        drawn,
        COLUMNS * BLOCKS,
        drawn.noise("figure.joint." + name),
        (codes, conditions, noise) ->
            shown.forEach(
                m ->
                    pictures
                        .computeIfAbsent(m.name(), key -> new ArrayList<>())
                        .addAll(
                            cells.of(
                                m,
                                Observation.of(
                                    model
                                        .decode(m.name(), codes, conditions, noise)
                                        .mean()
                                        .squeeze(0))))));
    String title = "Drawn together by " + words;
    ImageGrid grid = new ImageGrid(title, SIDE);
    for (int block = 0; block < BLOCKS; block++) {
      for (Modality m : shown) {
        List<BufferedImage> all = pictures.getOrDefault(m.name(), List.of());
        grid.row(m.name(), all.subList(block * COLUMNS, (block + 1) * COLUMNS));
      }
    }
    String file = "joint-" + name + ".png";
    Png.write(grid.draw(), folder.resolve(file));
    figures.add(
        new Figure(
            file,
            Figure.Section.SAMPLES,
            title,
            "Pictures below one another in a block are decoded from one code, so they should show"
                + " the same."));
  }
}

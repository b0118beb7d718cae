package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
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

/** Pictures of what a model makes: reconstructions, cross generation, draws from the prior. */
final class SampleFigures {
  private static final int COLUMNS = 12;
  private static final int SIDE = 64;
  private static final int DRAWS = 3;
  private static final int PRIOR_SIDE = 8;

  private final Evaluation evaluation;
  private final Model model;
  private final Path folder;
  private final List<Modality> drawable;
  private final Batch batch;
  private final List<String> labels;

  private SampleFigures(Evaluation evaluation, Path folder) {
    this.evaluation = evaluation;
    this.model = evaluation.model();
    this.folder = folder;
    this.drawable = model.modalities().stream().filter(Pixels::drawable).toList();
    Samples samples = evaluation.dataset().samples(evaluation.split());
    this.batch =
        Batches.gather(samples, Batches.positions(samples.size(), COLUMNS, evaluation.seed()));
    this.labels = labels();
  }

  /** Writes all of them. */
  static List<Figure> write(Evaluation evaluation, Path folder) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      SampleFigures figures = new SampleFigures(evaluation, folder);
      List<Figure> written = new ArrayList<>();
      if (figures.drawable.isEmpty()) {
        evaluation.say("figures: no modality is an image, so no samples are drawn");
        return written;
      }
      written.addAll(figures.reconstructions());
      for (Modality from : figures.model.modalities()) {
        for (Modality to : figures.drawable) {
          if (!from.equals(to) && figures.generates(to, Set.of(from.name()))) {
            written.add(figures.cross(from, to));
          }
        }
      }
      written.addAll(figures.prior());
      return written;
    }
  }

  private boolean generates(Modality target, Set<String> given) {
    return model.generates(target.name(), given);
  }

  private List<Figure> reconstructions() {
    List<Modality> shown = drawable.stream().filter(m -> generates(m, Set.of(m.name()))).toList();
    return shown.isEmpty() ? List.of() : List.of(reconstructions(shown));
  }

  private Figure reconstructions(List<Modality> shown) {
    ImageGrid grid = new ImageGrid("Reconstructions", SIDE).headings(labels);
    for (Modality modality : shown) {
      grid.row(modality.name(), Pixels.of(batch.of(modality.name()).value()));
      grid.row("reconstructed", generated(modality, modality, 0));
    }
    return save(
        grid,
        "reconstructions.png",
        "Reconstructions",
        "Each modality of the same samples of the "
            + evaluation.split().key()
            + " split, above as it is, below the mean of p(x|z) with z drawn from q(z|x) of that"
            + " modality alone.");
  }

  private Figure cross(Modality from, Modality to) {
    String title = from.name() + " to " + to.name();
    ImageGrid grid = new ImageGrid(title, SIDE).headings(labels);
    if (Pixels.drawable(from)) {
      grid.row(from.name(), Pixels.of(batch.of(from.name()).value()));
    }
    for (int draw = 0; draw < DRAWS; draw++) {
      grid.row(draw == 0 ? to.name() : "", generated(from, to, draw));
    }
    return save(
        grid,
        "cross-" + from.name() + "-to-" + to.name() + ".png",
        "Cross generation, " + title,
        "Above what the model saw, with its label; below "
            + to.name()
            + " generated from it, "
            + DRAWS
            + " draws of the code.");
  }

  private List<Figure> prior() {
    List<Modality> shown = drawable.stream().filter(m -> generates(m, Set.of())).toList();
    if (shown.isEmpty()) {
      return List.of();
    }
    int count = PRIOR_SIDE * PRIOR_SIDE;
    Tensor conditions = batch.conditions();
    Noise noise = evaluation.noise("figure.prior");
    Latents z =
        model.fromPrior(count, conditions == null ? null : repeated(conditions, count), noise);
    List<Figure> figures = new ArrayList<>();
    for (Modality modality : shown) {
      Tensor mean =
          model
              .decode(
                  modality.name(),
                  z,
                  conditions == null ? null : repeated(conditions, count),
                  noise)
              .mean();
      List<BufferedImage> images = Pixels.of(mean.squeeze(0));
      ImageGrid grid = new ImageGrid("Drawn from the prior: " + modality.name(), SIDE);
      for (int row = 0; row < PRIOR_SIDE; row++) {
        grid.row("", images.subList(row * PRIOR_SIDE, (row + 1) * PRIOR_SIDE));
      }
      figures.add(
          save(
              grid,
              "prior-" + modality.name() + ".png",
              "Prior samples, " + modality.name(),
              "64 codes drawn from the prior, decoded as "
                  + modality.name()
                  + ". The same place in the pictures of the other modalities is the same code."));
    }
    return figures;
  }

  private List<BufferedImage> generated(Modality from, Modality to, int draw) {
    Noise noise = evaluation.noise("figure." + from.name() + "." + to.name() + "." + draw);
    Latents z = model.infer(batch.given(Set.of(from.name())), 1, noise);
    return Pixels.of(model.decode(to.name(), z, batch.conditions(), noise).mean().squeeze(0));
  }

  /** Rows of conditions over and over until there are so many. */
  private static Tensor repeated(Tensor conditions, long count) {
    long times = (count + conditions.size(0) - 1) / conditions.size(0);
    return conditions.repeat(times, 1).narrow(0, 0, count);
  }

  private List<String> labels() {
    Tensor classes = batch.labels();
    List<String> names = evaluation.dataset().info().classes();
    List<String> texts = new ArrayList<>();
    if (classes != null && !names.isEmpty()) {
      for (long c : Tensors.longs(classes)) {
        texts.add(names.get((int) c));
      }
    }
    return texts;
  }

  private Figure save(ImageGrid grid, String file, String title, String caption) {
    Png.write(grid.draw(), folder.resolve(file));
    return new Figure(file, Figure.Section.SAMPLES, title, caption);
  }
}

package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
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
  private static final int LOOKED_THROUGH = 200;
  private static final int SIDE = 64;
  private static final int DRAWS = 3;
  private static final int PRIOR_SIDE = 8;

  private final Evaluation evaluation;
  private final Model model;
  private final Path folder;
  private final Cells cells;
  private final List<Modality> drawable;
  private final Batch batch;
  private final List<String> labels;

  private SampleFigures(Evaluation evaluation, Path folder) {
    this.evaluation = evaluation;
    this.model = evaluation.model();
    this.folder = folder;
    this.cells = new Cells(evaluation.dataset());
    this.drawable = model.modalities().stream().filter(cells::shows).toList();
    Samples samples = evaluation.dataset().samples(evaluation.split());
    this.batch = Batches.gather(samples, shown(samples, evaluation.seed()));
    this.labels = labels();
  }

  /** Some samples; where some lack modalities, such as have all of them as far as there are. */
  private static long[] shown(Samples samples, long seed) {
    if (samples.complete()) {
      return Batches.positions(samples.size(), COLUMNS, seed);
    }
    long[] some = Batches.positions(samples.size(), LOOKED_THROUGH, seed);
    Batch looked = Batches.gather(samples, some);
    Tensor available = looked.available(samples.modalities().stream().map(Modality::name).toList());
    if (available == null) {
      return Batches.positions(samples.size(), COLUMNS, seed);
    }
    long[] whole = Tensors.longs(available.all(0));
    List<Long> chosen = new ArrayList<>();
    for (int pass = 1; pass >= 0; pass--) {
      for (int i = 0; i < whole.length && chosen.size() < COLUMNS; i++) {
        if (whole[i] == pass) {
          chosen.add(some[i]);
        }
      }
    }
    return chosen.stream().mapToLong(Long::longValue).toArray();
  }

  /** Writes all of them. */
  static List<Figure> write(Evaluation evaluation, Path folder) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      SampleFigures figures = new SampleFigures(evaluation, folder);
      List<Figure> written = new ArrayList<>();
      if (figures.drawable.isEmpty()) {
        evaluation.say(
            "figures: no modality is an image, a text or attributes, so no samples are drawn");
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
      written.addAll(JointFigures.write(evaluation, folder));
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
      grid.row(modality.name(), seen(modality));
      grid.row("reconstructed", generated(modality, modality, 0));
    }
    return save(
        grid,
        "reconstructions.png",
        "Reconstructions",
        "Each modality of the same samples of the "
            + evaluation.split().key()
            + " split, above as it is, below the mean of p(x|z) with z drawn from q(z|x) of that"
            + " modality alone; a text as greedy search writes it, attributes likelier than not.");
  }

  private Figure cross(Modality from, Modality to) {
    String title = from.name() + " to " + to.name();
    ImageGrid grid = new ImageGrid(title, SIDE).headings(labels);
    if (cells.shows(from)) {
      grid.row(from.name(), seen(from));
    }
    boolean text =
        cells.inWords(from) || cells.inWords(to); // to be compared with what belongs to it
    if (text) {
      grid.row("its " + to.name(), seen(to));
    }
    for (int draw = 0; draw < DRAWS; draw++) {
      grid.row(draw > 0 ? "" : text ? "generated" : to.name(), generated(from, to, draw));
    }
    return save(
        grid,
        "cross-" + from.name() + "-to-" + to.name() + ".png",
        "Cross generation, " + title,
        "Above what the model saw, with its label"
            + (text ? ", and the " + to.name() + " that belongs to it" : "")
            + "; below "
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
      List<BufferedImage> images = cells.of(modality, Observation.of(mean.squeeze(0)));
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
    Tensor mean = model.decode(to.name(), z, batch.conditions(), noise).mean();
    return cells.of(to, Observation.of(mean.squeeze(0)));
  }

  private List<BufferedImage> seen(Modality modality) {
    return cells.of(modality, batch.of(modality.name()));
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

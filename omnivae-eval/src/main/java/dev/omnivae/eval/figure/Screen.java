package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.latent.CentredNoise;
import dev.omnivae.eval.latent.LatentSpace;
import dev.omnivae.eval.projection.Points;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/** What the decoders of a model show at points of its latent space: their means. */
public final class Screen {
  private static final int AT_ONCE = 64;

  private final LatentSpace space;
  private final Cells cells;
  private final List<Modality> shown;

  /** All modalities that can be seen and that the model generates. */
  public Screen(LatentSpace space) {
    this.space = space;
    this.cells = new Cells(space.evaluation().dataset());
    this.shown = shown(space.evaluation());
  }

  /** Modalities of a model that it generates and that can be looked at. */
  public static List<Modality> shown(Evaluation evaluation) {
    Model model = evaluation.model();
    Cells cells = new Cells(evaluation.dataset());
    Set<String> all = model.modalities().stream().map(Modality::name).collect(Collectors.toSet());
    return model.modalities().stream()
        .filter(m -> cells.shows(m) && model.generates(m.name(), all))
        .toList();
  }

  public List<Modality> shown() {
    return shown;
  }

  /** Of every point what each modality shows. */
  public List<List<Panel>> panels(Points points) {
    List<List<Panel>> all = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      all.add(new ArrayList<>());
    }
    for (Modality modality : shown) {
      forEach(
          modality,
          points,
          (decoded, from) -> {
            boolean words = cells.inWords(modality);
            List<String> texts = words ? cells.texts(modality, decoded) : List.of();
            List<BufferedImage> pictures = words ? List.of() : cells.of(modality, decoded);
            for (int i = 0; i < Math.max(texts.size(), pictures.size()); i++) {
              all.get(from + i)
                  .add(
                      words
                          ? new Panel(modality.name(), null, texts.get(i))
                          : new Panel(modality.name(), pictures.get(i), ""));
            }
          });
    }
    return all;
  }

  /** Of every point one modality as a cell of a grid. */
  public List<BufferedImage> cells(Modality modality, Points points) {
    List<BufferedImage> all = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    forEach(
        modality,
        points,
        (decoded, from) -> {
          if (cells.inWords(modality)) {
            texts.addAll(cells.texts(modality, decoded));
          } else {
            all.addAll(cells.of(modality, decoded));
          }
        });
    return texts.isEmpty() ? all : TextCells.of(texts); // all of one height
  }

  /** Samples of the split as they are, as cells of a grid. */
  public List<BufferedImage> seen(Modality modality, long[] positions) {
    Evaluation evaluation = space.evaluation();
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      return cells.of(
          modality,
          Batches.gather(evaluation.dataset().samples(evaluation.split()), positions)
              .of(modality.name()));
    }
  }

  private interface Take {
    void decoded(Observation observation, int from);
  }

  private void forEach(Modality modality, Points points, Take take) {
    for (int from = 0; from < points.size(); from += AT_ONCE) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        Points part = points.range(from, Math.min(points.size(), from + AT_ONCE));
        Latents codes = space.at(part);
        Tensor mean =
            space
                .evaluation()
                .model()
                .decode(modality.name(), codes, space.conditions(part.size()), new CentredNoise())
                .mean();
        take.decoded(Observation.of(mean.squeeze(0)), from);
      }
    }
  }
}

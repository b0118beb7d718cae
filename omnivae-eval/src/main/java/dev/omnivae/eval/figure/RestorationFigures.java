package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.network.Corruption;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** What a denoising autoencoder restores: corrupted as in training, restored, clean. */
final class RestorationFigures {
  private static final int COLUMNS = 12;
  private static final int SIDE = 64;

  private RestorationFigures() {}

  /** One picture for each modality that was corrupted in training; none without any. */
  static List<Figure> write(Evaluation evaluation, Path folder) {
    Optional<MultimodalVae> vae = evaluation.model().multimodal();
    List<Figure> figures = new ArrayList<>();
    if (vae.isEmpty()) {
      return figures;
    }
    Cells cells = new Cells(evaluation.dataset());
    for (Modality modality : evaluation.model().modalities()) {
      Corruption corruption = vae.get().part(modality.name()).encoder().corruption();
      if (!corruption.none() && cells.shows(modality)) {
        figures.add(draw(evaluation, cells, modality, corruption, folder));
      }
    }
    return figures;
  }

  private static Figure draw(
      Evaluation evaluation, Cells cells, Modality modality, Corruption corruption, Path folder) {
    String name = modality.name();
    String file = "restored-" + name + ".png";
    String how = "%s %s".formatted(corruption.kind(), corruption.level());
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Model model = evaluation.model();
      Samples samples = evaluation.dataset().samples(evaluation.split());
      long[] some = Batches.positions(samples.size(), COLUMNS, evaluation.seed());
      Batch batch = Batches.having(Batches.gather(samples, some), List.of(name));
      Noise noise = evaluation.noise("figure.restored." + name);
      Observation clean = batch.of(name);
      Observation corrupted = corruption.of(clean, noise);
      Latents z = model.infer(batch.with(name, corrupted).given(Set.of(name)), 1, noise);
      Tensor mean = model.decode(name, z, batch.conditions(), noise).mean().squeeze(0);
      ImageGrid grid = new ImageGrid(name + ", " + how, SIDE);
      grid.row("corrupted", cells.of(modality, corrupted));
      grid.row("restored", cells.of(modality, Observation.of(mean)));
      grid.row("clean", cells.of(modality, clean));
      Png.write(grid.draw(), folder.resolve(file));
    }
    return new Figure(
        file,
        Figure.Section.SAMPLES,
        "Restored: " + name,
        "Samples of the "
            + evaluation.split().key()
            + " split, corrupted as in training ("
            + how
            + "), what the model makes of them, and as they are.");
  }
}

package dev.omnivae.eval.figure;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.oracle.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Some training samples of a data set with their labels on one picture. */
public final class ContactSheet {
  private static final int COLUMNS = 12;
  private static final int ROWS = 3;
  private static final int SIDE = 64;
  private static final long LOOKED_THROUGH = 600;

  private ContactSheet() {}

  /**
   * Writes a picture: one column a class where there are labels, {@link #ROWS} samples below each
   * other, all modalities of a sample in the same place of their block.
   *
   * @param path a .png file
   */
  public static void write(Dataset dataset, Path path) {
    Samples samples = dataset.samples(Split.TRAIN);
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      List<long[]> rows = new ArrayList<>();
      List<String> headings = choose(dataset, samples, rows);
      ImageGrid grid = new ImageGrid(dataset.info().name(), SIDE).headings(headings);
      Cells cells = new Cells(dataset);
      for (Modality modality : dataset.modalities()) {
        if (cells.shows(modality) || modality.kind() == Modality.Kind.VECTOR) {
          for (long[] row : rows) {
            grid.row(
                row == rows.get(0) ? modality.name() : "",
                cells.of(modality, seen(samples, row, modality)));
          }
        }
      }
      Png.write(grid.draw(), path);
    }
  }

  private static Observation seen(Samples samples, long[] row, Modality modality) {
    return samples.gather(0, row).of(modality.name());
  }

  /** Positions row by row; returns the headings of the columns. */
  private static List<String> choose(Dataset dataset, Samples samples, List<long[]> rows) {
    long[] positions = Batches.positions(samples.size(), LOOKED_THROUGH, 0);
    List<String> classes = dataset.info().classes();
    if (classes.isEmpty()) {
      int columns = Math.max(1, Math.min(COLUMNS, positions.length / ROWS));
      for (int r = 0; r < ROWS && (r + 1) * columns <= positions.length; r++) {
        rows.add(java.util.Arrays.copyOfRange(positions, r * columns, (r + 1) * columns));
      }
      return List.of();
    }
    Batch batch = samples.gather(0, positions);
    Tensor all = Labels.of(batch);
    long[] labels = Tensors.longs(all);
    List<String> headings = new ArrayList<>();
    List<long[]> columns = new ArrayList<>();
    for (int c = 0; c < classes.size() && columns.size() < COLUMNS; c++) {
      long[] found = new long[ROWS];
      int count = 0;
      for (int i = 0; i < labels.length && count < ROWS; i++) {
        if (labels[i] == c) {
          found[count++] = positions[i];
        }
      }
      if (count == ROWS) {
        columns.add(found);
        headings.add(classes.get(c));
      }
    }
    for (int r = 0; r < ROWS; r++) {
      int row = r;
      rows.add(columns.stream().mapToLong(column -> column[row]).toArray());
    }
    return headings;
  }
}

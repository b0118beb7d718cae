package dev.omnivae.data.simple;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Rows of numbers as the samples of one modality; a copy of what the user gave. */
final class Rows implements Samples {
  private final Modality modality;
  private final float[][] rows;

  /**
   * Checked rows.
   *
   * @throws InputException naming the first row that is of another width, or not finite
   */
  Rows(Modality modality, float[][] given) {
    long width = modality.elements();
    if (given.length == 0) {
      throw InputException.of(
          "x", "at least one row", "none", "give float[samples][" + width + "]");
    }
    this.modality = modality;
    this.rows = new float[given.length][];
    for (int i = 0; i < given.length; i++) {
      if (given[i].length != width) {
        throw InputException.of(
            "row " + i,
            width + " numbers wide, as the topology begins",
            given[i].length,
            "reshape it, or change the topology");
      }
      for (float value : given[i]) {
        if (!Float.isFinite(value)) {
          throw InputException.of("row " + i, "finite numbers", value, "replace or leave it out");
        }
      }
      rows[i] = given[i].clone();
    }
  }

  @Override
  public List<Modality> modalities() {
    return List.of(modality);
  }

  @Override
  public long size() {
    return rows.length;
  }

  @Override
  public Batch gather(long epoch, long[] positions) {
    int width = rows[0].length;
    float[] picked = new float[positions.length * width];
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(rows[(int) positions[i]], 0, picked, i * width, width);
    }
    return new Batch(
        Map.of(modality.name(), Observation.of(Tensors.of(picked, positions.length, (long) width))),
        null,
        null,
        Tensors.of(positions, positions.length));
  }

  /** All rows in order, in batches: what {@code each} makes of them, side by side. */
  float[][] map(int most, Each each) {
    float[][] results = new float[rows.length][];
    for (int from = 0; from < rows.length; from += most) {
      int until = Math.min(rows.length, from + most);
      try (Scope scope = Scope.open()) {
        float[] flat = each.of(gather(0, LongStream.range(from, until).toArray()));
        int width = flat.length / (until - from);
        for (int i = from; i < until; i++) {
          results[i] = Arrays.copyOfRange(flat, (i - from) * width, (i - from + 1) * width);
        }
      }
    }
    return results;
  }

  /** Numbers of a batch, row by row. */
  @FunctionalInterface
  interface Each {
    float[] of(Batch batch);
  }
}

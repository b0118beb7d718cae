package dev.omnivae.data.store;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import java.util.Map;

/** Some rows of one modality's images. Ids are positions. */
final class SingleSamples implements Samples {
  private final Images images;
  private final int[] rows;

  SingleSamples(Images images, int[] rows) {
    this.images = images;
    this.rows = rows;
  }

  @Override
  public List<Modality> modalities() {
    return List.of(images.modality());
  }

  @Override
  public long size() {
    return rows.length;
  }

  @Override
  public Batch gather(long epoch, long[] positions) {
    int[] wanted = new int[positions.length];
    long[] labels = new long[positions.length];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = rows[(int) positions[i]];
      labels[i] = images.label(wanted[i]);
    }
    return new Batch(
        Map.of(images.modality().name(), Observation.of(images.gather(wanted))),
        null,
        Tensors.of(labels, labels.length),
        Tensors.of(positions, positions.length));
  }
}

package dev.omnivae.data.store;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.pairing.Pairing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images of several modalities joined by a pairing. Ids are positions. */
final class PairedSamples implements Samples {
  private final List<Images> sides;
  private final Pairing pairing;

  PairedSamples(List<Images> sides, Pairing pairing) {
    this.sides = List.copyOf(sides);
    this.pairing = pairing;
  }

  @Override
  public List<Modality> modalities() {
    return sides.stream().map(Images::modality).toList();
  }

  @Override
  public long size() {
    return pairing.size();
  }

  /** The row of a side's images in the pair at a position of the first epoch. */
  int row(long position, int side) {
    return pairing.rows(0, position)[side];
  }

  @Override
  public Batch gather(long epoch, long[] positions) {
    int[][] rows = new int[sides.size()][positions.length];
    long[] labels = new long[positions.length];
    for (int i = 0; i < positions.length; i++) {
      int[] pair = pairing.rows(epoch, positions[i]);
      for (int side = 0; side < pair.length; side++) {
        rows[side][i] = pair[side];
      }
      labels[i] = sides.get(0).label(pair[0]);
    }
    Map<String, Observation> modalities = new LinkedHashMap<>();
    for (int side = 0; side < rows.length; side++) {
      Images images = sides.get(side);
      modalities.put(images.modality().name(), Observation.of(images.gather(rows[side])));
    }
    return new Batch(
        modalities,
        null,
        Tensors.of(labels, labels.length),
        Tensors.of(positions, positions.length));
  }
}

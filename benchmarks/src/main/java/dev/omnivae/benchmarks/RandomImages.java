package dev.omnivae.benchmarks;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.store.Images;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Images of noise, held and gathered as the data module does it. */
final class RandomImages implements Samples {
  private final Map<String, Images> images = new LinkedHashMap<>();
  private final int size;

  RandomImages(int size, List<Modality> modalities) {
    this.size = size;
    Random random = new Random(1);
    for (Modality modality : modalities) {
      byte[] pixels = new byte[(int) (size * modality.elements())];
      random.nextBytes(pixels);
      images.put(modality.name(), Images.of(modality, pixels, new int[size]));
    }
  }

  @Override
  public List<Modality> modalities() {
    return images.values().stream().map(Images::modality).toList();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Batch gather(long epoch, long[] positions) {
    int[] rows = new int[positions.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (int) positions[i];
    }
    try (Scope scope = Scope.open()) {
      Map<String, Observation> observations = new LinkedHashMap<>();
      images.forEach(
          (name, of) -> observations.put(name, Observation.of(scope.keep(of.gather(rows)))));
      return new Batch(
          observations, null, null, scope.keep(Tensors.of(positions, positions.length)));
    }
  }
}

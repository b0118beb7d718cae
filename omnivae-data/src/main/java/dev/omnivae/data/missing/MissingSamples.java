package dev.omnivae.data.missing;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.generate.Dice;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Samples some of whose modalities are taken away: at a position the same ones in every epoch. One
 * that would lose all it has keeps one of them, drawn evenly; what it lacked before it still lacks.
 * The values taken away are zeros, so that nothing can look at them.
 */
final class MissingSamples implements Samples {
  private final Samples whole;
  private final Chances chances;
  private final long seed;
  private final String stream;

  /** Takes away by chance; the stream keeps splits apart. */
  MissingSamples(Samples whole, Chances chances, long seed, String stream) {
    this.whole = whole;
    this.chances = chances;
    this.seed = seed;
    this.stream = "missing/" + stream;
  }

  @Override
  public List<Modality> modalities() {
    return whole.modalities();
  }

  @Override
  public List<String> conditions() {
    return whole.conditions();
  }

  @Override
  public boolean complete() {
    return false;
  }

  @Override
  public long size() {
    return whole.size();
  }

  @Override
  public Batch gather(long epoch, long[] positions) {
    try (Scope scope = Scope.open()) {
      Batch batch = whole.gather(epoch, positions);
      byte[][] left = left(batch, positions);
      Map<String, Observation> modalities = new LinkedHashMap<>();
      int m = 0;
      for (Map.Entry<String, Observation> entry : batch.modalities().entrySet()) {
        Tensor available = Tensors.of(left[m++], positions.length).to(ScalarType.Bool);
        Observation cleaned = entry.getValue().withAvailable(available).cleaned();
        scope.keep(cleaned.value());
        scope.keep(available);
        keep(scope, cleaned.known());
        modalities.put(entry.getKey(), cleaned);
      }
      keep(scope, batch.conditions());
      keep(scope, batch.labels());
      scope.keep(batch.ids());
      return new Batch(modalities, batch.conditions(), batch.labels(), batch.ids());
    }
  }

  private static void keep(Scope scope, @org.jspecify.annotations.Nullable Tensor tensor) {
    if (tensor != null) {
      scope.keep(tensor);
    }
  }

  /** By modality, then by sample: 1 where it stays. */
  private byte[][] left(Batch batch, long[] positions) {
    List<Observation> observations = List.copyOf(batch.modalities().values());
    Tensor classes = batch.labels();
    long[] labels = classes == null ? new long[positions.length] : Tensors.longs(classes);
    byte[][] left = new byte[observations.size()][positions.length];
    for (int m = 0; m < left.length; m++) {
      Tensor available = observations.get(m).available();
      long[] had = available == null ? new long[0] : Tensors.longs(available);
      for (int i = 0; i < positions.length; i++) {
        left[m][i] = (byte) (available == null ? 1 : had[i]);
      }
    }
    for (int i = 0; i < positions.length; i++) {
      take(left, i, labels[i], Dice.of(seed, stream, positions[i]));
    }
    return left;
  }

  private void take(byte[][] left, int sample, long label, Dice dice) {
    int[] had = new int[left.length];
    int count = 0;
    boolean any = false;
    for (int m = 0; m < left.length; m++) {
      boolean lost = dice.chance(chances.of(m, label)); // drawn for all, so that streams stay level
      if (left[m][sample] == 1) {
        had[count++] = m;
        left[m][sample] = (byte) (lost ? 0 : 1);
        any |= !lost;
      }
    }
    if (!any && count > 0) {
      left[Arrays.copyOf(had, count)[dice.below(count)]][sample] = 1;
    }
  }
}

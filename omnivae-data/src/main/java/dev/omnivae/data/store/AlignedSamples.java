package dev.omnivae.data.store;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Standardisation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Some of the aligned rows, of all their views or of some. Ids are positions. */
final class AlignedSamples implements Samples {
  private final AlignedRows all;
  private final List<View> views;
  private final int[] rows;
  private final List<Standardisation> conditions;
  private final List<Boolean> whole;

  AlignedSamples(AlignedRows all, List<View> views, int[] rows, List<Standardisation> conditions) {
    this.all = all;
    this.views = List.copyOf(views);
    this.rows = rows;
    this.conditions = List.copyOf(conditions);
    this.whole = views.stream().map(view -> IntStream.of(rows).allMatch(view::has)).toList();
  }

  @Override
  public List<Modality> modalities() {
    return views.stream().map(View::modality).toList();
  }

  @Override
  public List<String> conditions() {
    return conditions.stream().map(Standardisation::name).toList();
  }

  @Override
  public boolean complete() {
    return whole.stream().allMatch(Boolean::booleanValue);
  }

  @Override
  public long size() {
    return rows.length;
  }

  @Override
  public Batch gather(long epoch, long[] positions) {
    int[] picked = new int[positions.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = rows[Math.toIntExact(positions[i])];
    }
    Map<String, Observation> modalities = new LinkedHashMap<>();
    for (int v = 0; v < views.size(); v++) {
      View view = views.get(v);
      modalities.put(
          view.modality().name(),
          new Observation(
              view.gather(picked),
              whole.get(v) ? null : available(view, picked),
              view.known(picked)));
    }
    return new Batch(
        modalities, conditions(picked), labels(picked), Tensors.of(positions, positions.length));
  }

  private static Tensor available(View view, int[] picked) {
    byte[] has = new byte[picked.length];
    for (int i = 0; i < has.length; i++) {
      has[i] = (byte) (view.has(picked[i]) ? 1 : 0);
    }
    try (Scope scope = Scope.open()) {
      return scope.keep(Tensors.of(has, has.length).to(ScalarType.Bool));
    }
  }

  private @Nullable Tensor labels(int[] picked) {
    if (all.labels().length == 0) {
      return null;
    }
    long[] labels = IntStream.of(picked).mapToLong(row -> all.labels()[row]).toArray();
    return Tensors.of(labels, labels.length);
  }

  private @Nullable Tensor conditions(int[] picked) {
    if (conditions.isEmpty()) {
      return null;
    }
    float[] values = new float[picked.length * conditions.size()]; // (batch, condition)
    int at = 0;
    for (int row : picked) {
      for (Standardisation condition : conditions) {
        double[] raw = all.conditions().getOrDefault(condition.name(), new double[0]);
        values[at++] = (float) condition.standardise(raw[row]);
      }
    }
    return Tensors.of(values, picked.length, conditions.size());
  }
}

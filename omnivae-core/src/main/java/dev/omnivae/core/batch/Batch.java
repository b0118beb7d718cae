package dev.omnivae.core.batch;

import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The data of one step.
 *
 * @param modalities by name, in the data set's order
 * @param conditions {@code (batch, condition)}, or null
 * @param labels {@code (batch)} int64 class labels, or null; never seen by an objective unless a
 *     recipe says so
 * @param ids {@code (batch)} int64 sample ids
 */
public record Batch(
    Map<String, Observation> modalities,
    @Nullable Tensor conditions,
    @Nullable Tensor labels,
    Tensor ids) {
  public Batch {
    modalities = Collections.unmodifiableMap(new LinkedHashMap<>(modalities));
  }

  public long size() {
    return ids.size(0);
  }

  public Observation of(String modality) {
    Observation observation = modalities.get(modality);
    if (observation == null) {
      throw new IllegalArgumentException(
          "batch must hold modality '" + modality + "', got " + modalities.keySet());
    }
    return observation;
  }

  /**
   * Which sample has which of these modalities.
   *
   * @return {@code (modality, batch)} boolean; null when all samples have all
   */
  public @Nullable Tensor available(List<String> names) {
    if (names.stream().allMatch(name -> of(name).available() == null)) {
      return null;
    }
    List<Tensor> rows = new ArrayList<>();
    for (String name : names) {
      Tensor mask = of(name).available();
      rows.add(
          mask == null
              ? torch.ones(new long[] {size()}, ids.options()).to(ScalarType.Bool)
              : mask.to(ScalarType.Bool));
    }
    return Tensors.stack(rows, 0);
  }

  /**
   * The same batch with only these modalities available: every conditional question is a restricted
   * batch.
   */
  public Batch given(Set<String> names) {
    Map<String, Observation> restricted = new LinkedHashMap<>();
    modalities.forEach(
        (name, observation) ->
            restricted.put(
                name,
                names.contains(name)
                    ? observation
                    : observation.withAvailable(
                        torch.zeros(new long[] {size()}, ids.options()).to(ScalarType.Bool))));
    return new Batch(restricted, conditions, labels, ids);
  }

  /** The same samples {@code times} times over: all of them, then all again. */
  public Batch repeat(int times) {
    return times == 1 ? this : map(t -> Tensors.cat(Collections.nCopies(times, t), 0));
  }

  /** The same batch under these conditions, {@code (batch, condition)}. */
  public Batch under(@Nullable Tensor others) {
    return new Batch(modalities, others, labels, ids);
  }

  /** The same batch with another observation of one modality. */
  public Batch with(String modality, Observation observation) {
    Map<String, Observation> changed = new LinkedHashMap<>(modalities);
    of(modality); // must be there
    changed.put(modality, observation);
    return new Batch(changed, conditions, labels, ids);
  }

  /** The same batch on a device; itself when that is the processor, where data are gathered. */
  public Batch to(Device device) {
    return device.is_cpu() ? this : map(t -> t.to(device, t.scalar_type()));
  }

  /** The same batch, every tensor put through a function. */
  public Batch map(UnaryOperator<Tensor> f) {
    Map<String, Observation> mapped = new LinkedHashMap<>();
    modalities.forEach((name, o) -> mapped.put(name, o.map(f)));
    return new Batch(mapped, map(conditions, f), map(labels, f), f.apply(ids));
  }

  private static @Nullable Tensor map(@Nullable Tensor tensor, UnaryOperator<Tensor> f) {
    return tensor == null ? null : f.apply(tensor);
  }
}

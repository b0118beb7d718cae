package dev.omnivae.eval;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Walks samples batch by batch, without gradients, native memory freed after each batch. */
public final class Batches {
  /** Large enough to keep two cores busy, small enough that decoded images stay in the cache. */
  public static final int SIZE = 250;

  private Batches() {}

  /**
   * Which samples to look at: all of them in order, or so many drawn without replacement.
   *
   * @param cap the most samples wanted
   * @return ascending positions, at most {@code cap}
   */
  public static long[] positions(long size, long cap, long seed) {
    if (size <= cap) {
      return LongStream.range(0, size).toArray();
    }
    // Floyd's algorithm: cap draws whatever the size
    SplittableRandom random = new SplittableRandom(seed);
    java.util.TreeSet<Long> chosen = new java.util.TreeSet<>();
    for (long last = size - cap; last < size; last++) {
      long candidate = random.nextLong(last + 1);
      chosen.add(chosen.contains(candidate) ? last : candidate);
    }
    return chosen.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Hands over batch after batch, with the index of its first sample among {@code positions}.
   * Tensors made inside die with the batch unless kept.
   */
  public static void forEach(Samples samples, long[] positions, ObjLongConsumer<Batch> consumer) {
    for (int from = 0; from < positions.length; from += SIZE) {
      int to = Math.min(from + SIZE, positions.length);
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        consumer.accept(gather(samples, Arrays.copyOfRange(positions, from, to)), from);
      }
    }
  }

  /** The samples of a batch that have at least one of these modalities; may be none. */
  public static Batch having(Batch batch, Collection<String> modalities) {
    return rows(batch, rowsHaving(batch, modalities));
  }

  /** Places in a batch of the samples that have at least one of these modalities. */
  public static int[] rowsHaving(Batch batch, Collection<String> modalities) {
    Tensor available = batch.available(List.copyOf(modalities)); // (modality, batch)
    return rowsWhere(batch, available == null ? null : available.any(0));
  }

  /** Places in a batch of the samples that have all of these modalities. */
  public static int[] rowsHavingAll(Batch batch, Collection<String> modalities) {
    Tensor available = batch.available(List.copyOf(modalities));
    return rowsWhere(batch, available == null ? null : available.all(0));
  }

  /** All places where there is no mask. */
  private static int[] rowsWhere(Batch batch, @Nullable Tensor mask) {
    if (mask == null) {
      return IntStream.range(0, Math.toIntExact(batch.size())).toArray();
    }
    long[] there = Tensors.longs(mask);
    return IntStream.range(0, there.length).filter(i -> there[i] != 0).toArray();
  }

  /** The samples at these places of a batch, ascending; itself where these are all. */
  public static Batch rows(Batch batch, int... rows) {
    if (rows.length == batch.size()) {
      return batch;
    }
    long[] places = IntStream.of(rows).asLongStream().toArray();
    Tensor chosen = Tensors.of(places, places.length).to(batch.ids().device(), ScalarType.Long);
    return batch.map(t -> t.index_select(0, chosen));
  }

  /** The samples at these positions, on the engine's device. */
  public static Batch gather(Samples samples, long... positions) {
    return samples.gather(0, positions).to(Engine.device());
  }
}

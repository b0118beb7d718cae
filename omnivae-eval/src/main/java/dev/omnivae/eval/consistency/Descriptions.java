package dev.omnivae.eval.consistency;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.Batches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What is said of those samples that have an image and a description.
 *
 * @param positions where they stand in their split
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Descriptions(List<Description> rows, long[] positions) {
  /** Looks through these positions of a split. */
  static Descriptions of(PairScorer scorer, Samples samples, long[] positions) {
    String described = scorer.described().name();
    List<Description> rows = new ArrayList<>();
    List<Long> kept = new ArrayList<>();
    Batches.forEach(
        samples,
        positions,
        (batch, from) -> {
          long[] both = both(batch, scorer);
          Tensor labels = batch.labels();
          List<Description> all =
              Description.of(
                  batch.of(described), labels == null ? new long[0] : Tensors.longs(labels));
          for (int i = 0; i < all.size(); i++) {
            if (both.length == 0 || both[i] != 0) {
              rows.add(all.get(i));
              kept.add(positions[Math.toIntExact(from) + i]);
            }
          }
        });
    return new Descriptions(rows, kept.stream().mapToLong(Long::longValue).toArray());
  }

  /** The first of them, at most so many. */
  Descriptions first(int most) {
    int count = Math.min(most, rows.size());
    return new Descriptions(List.copyOf(rows.subList(0, count)), Arrays.copyOf(positions, count));
  }

  /** Which samples have both; empty when all do. */
  private static long[] both(Batch batch, PairScorer scorer) {
    Tensor available = batch.available(List.of(scorer.image().name(), scorer.described().name()));
    return available == null ? new long[0] : Tensors.longs(available.all(0));
  }
}

package dev.omnivae.app.sampling;

import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Samples of the test split; the id of a file is the sample's position. */
public final class TestExamples implements Examples {
  private final Samples samples;
  private final long[] positions;

  /**
   * Chosen samples.
   *
   * @param option that names them, for the error
   * @param ids positions; the first {@code count} samples when empty
   * @throws InputException for an id the split does not have
   */
  public TestExamples(String option, Samples samples, List<Long> ids, int count) {
    for (long id : ids) {
      if (id < 0 || id >= samples.size()) {
        throw InputException.of(
            option, "from 0 to " + (samples.size() - 1), id, "the test split has no others");
      }
    }
    this.samples = samples;
    this.positions =
        ids.isEmpty()
            ? LongStream.range(0, Math.min(count, samples.size())).toArray()
            : ids.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public void forEach(Action action) {
    for (int from = 0; from < positions.length; from += BATCH) {
      long[] part = Arrays.copyOfRange(positions, from, Math.min(from + BATCH, positions.length));
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        action.on(samples.gather(0, part), part);
      }
    }
  }
}

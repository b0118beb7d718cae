package dev.omnivae.data.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Split;
import dev.omnivae.data.Standardisation;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AlignedDatasetTest {
  private static final DatasetInfo INFO =
      new DatasetInfo("toy", "toy", "CC0-1.0", "none", List.of("even", "odd"), Map.of());

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void rowsStayTogetherAndTellWhatTheyLack() {
    Dataset toy = toy(10, 3, 7);

    Batch batch = toy.samples(Split.TRAIN).gather(0, new long[] {2, 3, 7, 9});

    assertThat(first(batch.of("a"))).containsExactly(2, 3, 7, 9);
    assertThat(first(batch.of("b"))).containsExactly(2, 0, 0, 9);
    assertThat(batch.of("a").available()).isNull();
    assertThat(longs(batch.of("b").available())).containsExactly(1, 0, 0, 1);
    assertThat(longs(batch.labels())).containsExactly(0, 1, 1, 1);
    assertThat(toy.samples(Split.TRAIN).complete()).isFalse();
    assertThat(toy.samples(Split.TEST).complete()).isTrue();
  }

  @Test
  void singlesAreTheRowsThatHaveTheModalityWithTheirFactors() {
    Dataset toy = toy(10, 3, 7);

    Samples singles = toy.singles(Split.TRAIN, "b");

    assertThat(singles.size()).isEqualTo(8);
    assertThat(singles.complete()).isTrue();
    Map<String, float[]> factors = toy.factors(Split.TRAIN, "b");
    assertThat(factors).containsOnlyKeys("common", "own");
    assertThat(factors.get("own")).containsExactly(0, 1, 2, 4, 5, 6, 8, 9);
    assertThat(toy.factors(Split.TRAIN, "a")).containsOnlyKeys("common");
    long[] some = {0, 3, 4, 9};
    assertThat(toy.singlesOf(Split.TRAIN, "b", some)).containsExactly(0, -1, 3, 7);
    assertThat(toy.singlesOf(Split.TRAIN, "a", some)).isEqualTo(some);
  }

  @Test
  void conditionsAreStandardisedOnTheTrainingSplitAndComeBack() {
    Dataset toy = toy(10);

    // 0 to 9: mean 4.5, variance (10^2 - 1) / 12
    Standardisation size = toy.standardisations().get(0);
    assertThat(size.mean()).isCloseTo(4.5, within(1e-12));
    assertThat(size.deviation()).isCloseTo(Math.sqrt(99 / 12.0), within(1e-12));
    assertThat(toy.schema().conditions()).containsExactly("size");
    Batch batch = toy.samples(Split.TEST).gather(0, new long[] {1});
    float given = Tensors.floats(notNull(batch.conditions()))[0];
    assertThat(size.raw(given)).isCloseTo(1, within(1e-5)); // float32
    assertThat(size.standardise(24)).isCloseTo((24 - 4.5) / Math.sqrt(99 / 12.0), within(1e-12));
  }

  @Test
  void aConditionThatNeverVariesIsOnlyShifted() {
    assertThat(Standardisation.of("x", new double[] {3, 3, 3}))
        .isEqualTo(new Standardisation("x", 3, 1));
  }

  @Test
  void validationIsHeldOutOfEveryClass() {
    AlignedRows rows = rows(40);

    Dataset toy = AlignedDataset.of(INFO, rows, rows(4), 0.1, 1);

    assertThat(toy.samples(Split.TRAIN).size()).isEqualTo(36);
    Batch valid = toy.samples(Split.VALID).gather(0, new long[] {0, 1, 2, 3});
    assertThat(Arrays.stream(longs(valid.labels())).sum()).isEqualTo(2);
  }

  @Test
  void aSampleWithNothingLeftIsNamed() {
    View a = partial("a", 3, 1);
    View b = partial("b", 3, 1, 2);

    assertThatThrownBy(() -> AlignedRows.of(List.of(a, b), new int[0], row -> "part-" + row))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "every sample must be one with at least one modality, got none for part-1; leave it out"
                + " of the data");
  }

  @Test
  void rowsWithoutLabelsHaveNone() {
    DatasetInfo plain = new DatasetInfo("toy", "toy", "CC0-1.0", "none", List.of(), Map.of());
    AlignedRows rows = AlignedRows.of(List.of(partial("a", 20)), new int[0], String::valueOf);

    Dataset toy = AlignedDataset.of(plain, rows, rows, 0.1, 1);

    assertThat(toy.samples(Split.TRAIN).size()).isEqualTo(18);
    Batch batch = toy.samples(Split.TRAIN).gather(0, new long[] {0});
    assertThat(batch.labels()).isNull();
    assertThat(batch.conditions()).isNull();
  }

  /** Pixel i of row i holds i; b is missing in some rows of the training split. */
  private static Dataset toy(int size, int... missing) {
    return AlignedDataset.of(INFO, rows(size, missing), rows(size), 0, 1);
  }

  private static AlignedRows rows(int size, int... missing) {
    int[] labels = new int[size];
    double[] sizes = new double[size];
    float[] factor = new float[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % 2;
      sizes[i] = i;
      factor[i] = i;
    }
    return new AlignedRows(
        List.of(partial("a", size), partial("b", size, missing)),
        labels,
        Map.of("size", sizes),
        Map.of("common", factor, "b.own", factor),
        String::valueOf);
  }

  private static View partial(String name, int size, int... missing) {
    byte[] pixels = new byte[size * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 4);
    }
    BitSet without = new BitSet();
    for (int row : missing) {
      without.set(row);
      Arrays.fill(pixels, 4 * row, 4 * row + 4, (byte) 0);
    }
    return new PartialImages(
        Images.of(Modality.image(name, 1, 2, 2), pixels, new int[size]), without);
  }

  private static int[] first(Observation observation) {
    Tensor pixels = observation.value().select(-1, 0).select(-1, 0).flatten();
    float[] values = Tensors.floats(pixels);
    int[] levels = new int[values.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Math.round(255 * values[i]);
    }
    return levels;
  }

  private static long[] longs(@org.jspecify.annotations.Nullable Tensor tensor) {
    return Tensors.longs(notNull(tensor));
  }

  private static Tensor notNull(@org.jspecify.annotations.Nullable Tensor tensor) {
    return java.util.Objects.requireNonNull(tensor);
  }
}

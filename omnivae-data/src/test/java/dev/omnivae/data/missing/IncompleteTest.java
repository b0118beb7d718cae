package dev.omnivae.data.missing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Datasets;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncompleteTest {
  private static final int SAMPLES = 3000;

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  static Path cache;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void theRateIsHeldAndOneModalityAlwaysStays() {
    long[][] has = available(read("\"missing\": {\"rate\": 0.4}").samples(Split.TRAIN));

    double lost = 0;
    for (int i = 0; i < SAMPLES; i++) {
      long left = 0;
      for (long[] modality : has) {
        left += modality[i];
        lost += 1 - modality[i];
      }
      assertThat(left).isPositive();
    }
    // a sample keeps one of three where all would go: 0.4 - 0.4^3 / 3; 4 standard errors
    assertThat(lost / (3.0 * SAMPLES)).isCloseTo(0.4 - 0.064 / 3, within(0.022));
  }

  @Test
  void aSampleLacksTheSameInEveryEpochAndInEveryBatch() {
    Samples train = read("\"missing\": {\"rate\": 0.4}").samples(Split.TRAIN);

    Batch first = train.gather(0, new long[] {17, 4, 900});
    Batch later = train.gather(5, new long[] {900, 17});

    for (String modality : List.of("m0", "m1", "m2")) {
      long[] a = has(first, modality);
      long[] b = has(later, modality);
      assertThat(b).containsExactly(a[2], a[0]);
    }
  }

  @Test
  void whatIsTakenAwayIsNotThereToLookAt() {
    Batch batch =
        read("\"missing\": {\"rate\": 0.5}")
            .samples(Split.TRAIN)
            .gather(0, LongStream.range(0, 50).toArray());

    for (String modality : List.of("m0", "m1", "m2")) {
      long[] has = has(batch, modality);
      float[] values = Tensors.floats(batch.of(modality).value());
      for (int i = 0; i < 50; i++) {
        float sum = 0;
        for (int p = 0; p < 2352; p++) {
          sum += values[2352 * i + p];
        }
        assertThat(sum > 0).isEqualTo(has[i] == 1);
      }
    }
  }

  @Test
  void trainingAndValidationLackModalitiesTheTestAndSingleImagesDoNot() {
    Dataset data = read("\"missing\": {\"rate\": 0.2}, \"validation\": 0.1");

    assertThat(data.samples(Split.TRAIN).complete()).isFalse();
    assertThat(data.samples(Split.VALID).complete()).isFalse();
    assertThat(data.samples(Split.TEST).complete()).isTrue();
    assertThat(data.singles(Split.TRAIN, "m0").size()).isEqualTo(2700);
  }

  @Test
  void byClassTheChanceDiffersAndItsMeanIsTheRate() {
    for (double rate : new double[] {0.2, 0.5, 0.8}) {
      Chances chances = Chances.byClass(rate, 3, 10, 1);
      List<Double> means = new ArrayList<>();
      for (int m = 0; m < 3; m++) {
        double mean = 0;
        double least = 1;
        double most = 0;
        for (int label = 0; label < 10; label++) {
          double chance = chances.of(m, label);
          mean += chance / 10;
          least = Math.min(least, chance);
          most = Math.max(most, chance);
        }
        means.add(mean);
        assertThat(least).isCloseTo(Math.max(0, 2 * rate - 1), within(1e-12));
        assertThat(most).isCloseTo(Math.min(1, 2 * rate), within(1e-12));
      }
      assertThat(means).allSatisfy(mean -> assertThat(mean).isCloseTo(rate, within(1e-12)));
    }
  }

  @Test
  void byClassWhatASampleLacksDependsOnItsLabel() {
    Samples train =
        read("\"missing\": {\"rate\": 0.4, \"mechanism\": \"by-class\"}").samples(Split.TRAIN);
    long[] has;
    long[] labels;
    try (Scope scope = Scope.open()) {
      Batch batch = train.gather(0, LongStream.range(0, SAMPLES).toArray());
      has = has(batch, "m0");
      labels = Tensors.longs(Objects.requireNonNull(batch.labels()));
    }
    double[] lost = new double[10];
    for (int i = 0; i < SAMPLES; i++) {
      lost[(int) labels[i]] += (1 - has[i]) / 300.0;
    }
    // chances go from 0 to 0.8; a few samples get one back
    assertThat(java.util.Arrays.stream(lost).min().orElseThrow()).isZero();
    assertThat(java.util.Arrays.stream(lost).max().orElseThrow()).isGreaterThan(0.6);
  }

  @Test
  void nothingIsTakenAwayUnlessAsked() {
    Settings settings =
        Settings.parse("{\"reader\": \"polymnist\", \"samples\": 20, \"test_samples\": 10}");

    Dataset data = Datasets.read(new ReaderContext(settings, List.of(), cache, 1));

    assertThat(data.samples(Split.TRAIN).complete()).isTrue();
    assertThat(settings.tree().at("/missing/rate").doubleValue()).isZero();
    assertThat(settings.tree().at("/missing/mechanism").textValue()).isEqualTo("random");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    refused(
        "{\"reader\": \"polymnist\", \"samples\": 20, \"test_samples\": 10, \"missing\": {\"rate\": 1}}",
        "missing: rate must be at least 0 and below 1, got 1.0; write rate: 0.2");
    refused(
        "{\"reader\": \"polymnist\", \"samples\": 20, \"test_samples\": 10, \"missing\": {\"mechanism\": \"byclass\"}}",
        "missing: mechanism must be random or by-class, got byclass; write mechanism: random");
    refused(
        "{\"reader\": \"street\", \"samples\": 20, \"test_samples\": 10, \"missing\": {\"rate\": 0.2}}",
        "data.missing.rate must be 0 for data of one modality, got 0.2; leave data.missing out");
  }

  private static void refused(String json, String message) {
    assertThatThrownBy(
            () -> Datasets.read(new ReaderContext(Settings.parse(json), List.of(), cache, 1)))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  private static Dataset read(String settings) {
    String json =
        "{\"reader\": \"polymnist\", \"samples\": %d, \"test_samples\": 10, \"validation\": 0,"
                .formatted(SAMPLES)
            + "\"modalities\": [\"m0\", \"m1\", \"m2\"], "
            + settings
            + "}";
    if (settings.contains("validation")) {
      json = json.replaceFirst("\"validation\": 0,", "");
    }
    return Datasets.read(new ReaderContext(Settings.parse(json), List.of(), cache, 1));
  }

  /** By modality, then by sample. */
  private static long[][] available(Samples samples) {
    try (Scope scope = Scope.open()) {
      Batch batch = samples.gather(0, LongStream.range(0, SAMPLES).toArray());
      return new long[][] {has(batch, "m0"), has(batch, "m1"), has(batch, "m2")};
    }
  }

  private static long[] has(Batch batch, String modality) {
    return Tensors.longs(Objects.requireNonNull(batch.of(modality).available()));
  }
}

package dev.omnivae.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class CorruptionTest {
  private static final double GREY = 0.25;
  private static final Noise NOISE = Noise.of(6, 0, 0);
  private static final Observation DATA =
      Observation.of(Tensors.full(GREY, ScalarType.Double, 10, 1000));

  private static double[] corrupted(String kind, double level) {
    return Tensors.doubles(new Corruption(kind, level).of(DATA, NOISE).value());
  }

  private static double share(double[] values, double of) {
    return Arrays.stream(values).filter(v -> v == of).count() / (double) values.length;
  }

  /** 10,000 elements: five standard errors of a share are at most 0.025. */
  private static final double CHANCE = 0.025;

  @Test
  void gaussianAddsNoiseOfThatDeviation() {
    double[] values = corrupted("gaussian", 0.5);

    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - GREY) * (v - GREY)).average().orElseThrow();
    assertThat(mean).isCloseTo(GREY, within(CHANCE));
    assertThat(Math.sqrt(variance)).isCloseTo(0.5, within(CHANCE));
  }

  @ParameterizedTest
  @CsvSource({"masking, 0.3, 0.3, 0", "salt-and-pepper, 0.4, 0.2, 0.2", "masking, 1, 1, 0"})
  void elementsAreReplacedAsOftenAsTheLevelSays(
      String kind, double level, double dark, double bright) {
    double[] values = corrupted(kind, level);

    assertThat(share(values, 0)).isCloseTo(dark, within(CHANCE));
    assertThat(share(values, 1)).isCloseTo(bright, within(CHANCE));
    assertThat(share(values, GREY)).isCloseTo(1 - dark - bright, within(CHANCE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussian", "masking", "salt-and-pepper"})
  void levelZeroLeavesTheDataAlone(String kind) {
    Corruption none = new Corruption(kind, 0);

    assertThat(none.none()).isTrue();
    assertThat(none.of(DATA, NOISE)).isSameAs(DATA);
  }

  @Test
  void onlyTrainingSeesItAndOneNoiseCorruptsAlike() {
    Trunk seen =
        new CorruptedTrunk(
            new Trunk() {
              @Override
              public Tensor forward(Tensor x) {
                return x;
              }

              @Override
              public long width() {
                return 1000;
              }
            },
            new Corruption("masking", 0.5));

    double[] evaluated = Tensors.doubles(seen.forward(DATA, NOISE));
    double[] trained = Tensors.doubles(seen.forward(DATA, NOISE.inTraining()));
    double[] again = Tensors.doubles(seen.forward(DATA, NOISE.inTraining()));

    assertThat(evaluated).containsOnly(GREY);
    assertThat(share(trained, 0)).isCloseTo(0.5, within(CHANCE));
    assertThat(again).containsExactly(trained);
    assertThat(seen.corruption().kind()).isEqualTo("masking");
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> new Corruption("mask", 0.1))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("kind must be a known corruption, got 'mask'; did you mean");
    assertThatThrownBy(() -> new Corruption("masking", 1.5))
        .isInstanceOf(InputException.class)
        .hasMessage("level must be between 0 and 1, got 1.5; 0.3 is a good start");
    assertThatThrownBy(() -> new Corruption("gaussian", -1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "level must be a standard deviation of 0 or more, got -1.0; 0.3 is a good start");
  }
}

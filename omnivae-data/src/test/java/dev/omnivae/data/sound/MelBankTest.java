package dev.omnivae.data.sound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MelBankTest {
  private static final int BANDS = 64;
  private static final int BINS = 257;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void theScaleIsThePublishedOne() {
    assertThat(MelBank.mel(0)).isZero();
    assertThat(MelBank.mel(1000)).isCloseTo(1000, Offset.offset(0.02)); // what it was made for
    assertThat(MelBank.hertz(MelBank.mel(3210))).isCloseTo(3210, Offset.offset(1e-9));
  }

  @Test
  void neighbouringFiltersAddUpToOneAndNoneIsEmpty() {
    double[] weights = weights();

    double firstCentre = MelBank.hertz(MelBank.mel(50) + step());
    double lastCentre = MelBank.hertz(MelBank.mel(4000) - step());
    for (int bin = 0; bin < BINS; bin++) {
      double hertz = bin * 4000.0 / (BINS - 1);
      double sum = 0;
      for (int band = 0; band < BANDS; band++) {
        sum += weights[band * BINS + bin];
      }
      if (hertz >= firstCentre && hertz <= lastCentre) {
        assertThat(sum).isCloseTo(1, Offset.offset(1e-6)); // float32
      } else {
        assertThat(sum).isLessThan(1);
      }
    }
    for (int band = 0; band < BANDS; band++) {
      double sum = 0;
      for (int bin = 0; bin < BINS; bin++) {
        assertThat(weights[band * BINS + bin]).isBetween(0.0, 1.0);
        sum += weights[band * BINS + bin];
      }
      assertThat(sum).isGreaterThan(0.5);
    }
  }

  @Test
  void aToneIsInTheBandOfItsMel() {
    double[] weights = weights();

    int bin = 64; // 1000 Hz
    int strongest = 0;
    for (int band = 0; band < BANDS; band++) {
      if (weights[band * BINS + bin] > weights[strongest * BINS + bin]) {
        strongest = band;
      }
    }

    assertThat(strongest)
        .isEqualTo((int) Math.round((MelBank.mel(1000) - MelBank.mel(50)) / step()) - 1);
  }

  @Test
  void theSpectrumOfBandsGivesTheseBands() {
    Random random = new Random(1);
    float[] power = new float[BINS * 3];
    for (int i = 0; i < power.length; i++) {
      power[i] = random.nextFloat() * random.nextFloat();
    }
    try (Scope scope = Scope.open()) {
      MelBank bank = bank();
      Tensor mel = bank.of(Tensors.of(power, 1, BINS, 3));

      Tensor spectrum = bank.spectrum(mel);

      assertThat(Tensors.shape(spectrum)).containsExactly(1, BINS, 3);
      double error = Tensors.item(bank.of(spectrum).sub(mel).square().sum());
      assertThat(error / Tensors.item(mel.square().sum())).isLessThan(1e-4); // -40 dB
      assertThat(Tensors.item(spectrum.min())).isNotNegative();
    }
  }

  private static double step() {
    return (MelBank.mel(4000) - MelBank.mel(50)) / (BANDS + 1);
  }

  private static MelBank bank() {
    return MelBank.of(BANDS, BINS, 8000, 50);
  }

  private static double[] weights() {
    try (Scope scope = Scope.open()) {
      return Tensors.doubles(bank().weights());
    }
  }
}

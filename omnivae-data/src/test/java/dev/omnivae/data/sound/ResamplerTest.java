package dev.omnivae.data.sound;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ResamplerTest {
  @Test
  void aToneIsTheSameToneAtAnyRate() {
    for (int rate : new int[] {8000, 11_025, 16_000, 44_100, 48_000, 6_000}) {
      Sound sound = new Sound(Tones.floats(Wav.tone(700, rate, rate / 4)), rate);

      float[] resampled = Resampler.resample(sound, 8000).samples();

      double[] expected = Wav.tone(700, 8000, 2000);
      assertThat(resampled).hasSize(2000);
      for (int i = 100; i < 1900; i++) { // what is beyond the ends is not known there
        assertThat((double) resampled[i]).isCloseTo(expected[i], Offset.offset(2e-3));
      }
    }
  }

  @Test
  void whatTheNewRateCannotHoldIsGone() {
    Sound high = new Sound(Tones.floats(Wav.tone(6000, 44_100, 11_025)), 44_100);

    float[] resampled = Resampler.resample(high, 8000).samples();

    for (int i = 100; i < resampled.length - 100; i++) {
      assertThat(resampled[i]).isCloseTo(0, Offset.offset(2e-3f)); // 48 dB below the tone
    }
  }
}

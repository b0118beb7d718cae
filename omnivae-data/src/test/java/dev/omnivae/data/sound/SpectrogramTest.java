package dev.omnivae.data.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpectrogramTest {
  private static final Spectrogram WORD = Spectrogram.WORD;
  private static final int BANDS = 64;
  private static final int FRAMES = 32;
  private static final int WINDOW = 512;
  private static final int HOP = 160;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void cellsAreWhatTheFormulaSays() {
    Random random = new Random(2);
    float[] sound = new float[WORD.samples()];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (float) (0.1 * random.nextGaussian() + Math.sin(0.3 * i) * i / sound.length);
    }

    float[] values;
    try (Scope scope = Scope.open()) {
      values = Tensors.floats(WORD.of(Tensors.of(sound, 1, sound.length)));
    }

    double[][] expected = plain(sound);
    for (int band = 0; band < BANDS; band++) {
      for (int frame = 0; frame < FRAMES; frame++) {
        int at = (BANDS - 1 - band) * FRAMES + frame; // the highest band first
        assertThat((double) values[at])
            .isCloseTo(expected[band][frame], Offset.offset(1e-4)); // float32 against float64
      }
    }
  }

  /** By definition, in float64: transforms, filters, decibels. */
  private static double[][] plain(float[] sound) {
    double[][] mel = new double[BANDS][FRAMES];
    double low = MelBank.mel(50);
    double step = (MelBank.mel(4000) - low) / (BANDS + 1);
    double loudest = 0;
    for (int frame = 0; frame < FRAMES; frame++) {
      for (int bin = 0; bin <= WINDOW / 2; bin++) {
        double real = 0;
        double imaginary = 0;
        for (int n = 0; n < WINDOW; n++) {
          int at = frame * HOP + n - WINDOW / 2;
          double x = at < 0 || at >= sound.length ? 0 : sound[at];
          double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / WINDOW);
          real += hann * x * Math.cos(2 * Math.PI * bin * n / WINDOW);
          imaginary += hann * x * Math.sin(2 * Math.PI * bin * n / WINDOW);
        }
        double hertz = bin * 8000.0 / WINDOW;
        for (int band = 0; band < BANDS; band++) {
          double left = MelBank.hertz(low + band * step);
          double centre = MelBank.hertz(low + (band + 1) * step);
          double right = MelBank.hertz(low + (band + 2) * step);
          double weight =
              Math.min((hertz - left) / (centre - left), (right - hertz) / (right - centre));
          mel[band][frame] += Math.max(0, weight) * (real * real + imaginary * imaginary);
        }
      }
      for (int band = 0; band < BANDS; band++) {
        loudest = Math.max(loudest, mel[band][frame]);
      }
    }
    double[][] values = new double[BANDS][FRAMES];
    for (int band = 0; band < BANDS; band++) {
      for (int frame = 0; frame < FRAMES; frame++) {
        values[band][frame] = Math.max(0, 1 + 10 * Math.log10(mel[band][frame] / loudest) / 60);
      }
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {215, 440, 1000, 2500, 3500})
  void aToneComesBackAsTheSameTone(int hertz) {
    float[] seen = WORD.of(tone(hertz, 1));

    Sound heard;
    try (Scope scope = Scope.open()) {
      heard = WORD.sounds(Tensors.of(seen, 1, 1, BANDS, FRAMES)).get(0);
    }

    assertThat(heard.rate()).isEqualTo(8000);
    assertThat(heard.samples()).hasSize(WORD.samples());
    double step = (MelBank.mel(4000) - MelBank.mel(50)) / (BANDS + 1);
    double mels = MelBank.mel(Tones.strongest(heard)) - MelBank.mel(hertz);
    assertThat(Math.abs(mels)).isLessThan(step / 2); // bands are all that is known of it
    assertThat(rms(heard.samples())).isGreaterThan(0.1);
  }

  @Test
  void whatComesBackLooksAsItWas() {
    float[] seen = WORD.of(word());

    float[] again;
    try (Scope scope = Scope.open()) {
      Sound heard = WORD.sounds(Tensors.of(seen, 1, 1, BANDS, FRAMES)).get(0);
      again = Tensors.floats(WORD.of(Tensors.of(heard.samples(), 1, WORD.samples())));
    }

    double error = 0;
    int loud = 0;
    for (int i = 0; i < seen.length; i++) {
      if (seen[i] > 2.0 / 3) { // within 20 dB of the loudest; phases leak into softer cells
        error += Math.abs(seen[i] - again[i]);
        loud++;
      }
    }
    assertThat(loud).isGreaterThan(50);
    assertThat(error / loud).isLessThan(0.05); // 3 dB a cell
  }

  @Test
  void oneSpectrogramGivesOneSoundAloneOrAmongOthers() {
    float[] seen = WORD.of(word());
    float[] two = new float[2 * seen.length];
    System.arraycopy(seen, 0, two, seen.length, seen.length);
    two[0] = 1;
    try (Scope scope = Scope.open()) {
      Sound alone = WORD.sounds(Tensors.of(seen, 1, 1, BANDS, FRAMES)).get(0);
      Sound second = WORD.sounds(Tensors.of(two, 2, 1, BANDS, FRAMES)).get(1);

      assertThat(second.samples()).containsExactly(alone.samples(), Offset.offset(1e-2f));
    }
  }

  @Test
  void lowTonesAreAtTheBottomAndHighOnesAtTheTop() {
    assertThat(brightestRow(WORD.of(tone(100, 1)))).isGreaterThan(BANDS - 5);
    assertThat(brightestRow(WORD.of(tone(3800, 1)))).isLessThan(3);
  }

  @Test
  void howLoudARecordingIsMakesNoDifference() {
    assertThat(WORD.of(tone(700, 0.01)))
        .containsExactly(WORD.of(tone(700, 1)), Offset.offset(1e-3f));
  }

  @Test
  void bytesAreTheValuesOfEachSound() {
    List<Sound> sounds = List.of(tone(300, 1), word(), tone(2000, 1));

    byte[] bytes = WORD.bytes(sounds.stream().map(WORD::excerpt).toList());

    for (int i = 0; i < sounds.size(); i++) {
      float[] values = WORD.of(sounds.get(i));
      for (int cell = 0; cell < values.length; cell++) {
        int level = bytes[i * values.length + cell] & 0xff;
        assertThat(level / 255f).isCloseTo(values[cell], Offset.offset(0.51f / 255));
      }
    }
  }

  @Test
  void aModalityOfSoundSaysItsSize() {
    Modality modality = WORD.modality("spoken");

    assertThat(modality).hasToString("spoken audio[1, 64, 32]");
    assertThat(Spectrogram.of(modality)).isEqualTo(WORD);
    assertThatThrownBy(() -> Spectrogram.of(Modality.image("a", 1, 64, 32)))
        .hasMessage("modality must be of sound, got a image[1, 64, 32]");
  }

  private static Sound tone(double hertz, double loudness) {
    float[] samples = Tones.floats(Wav.tone(hertz, 8000, 6000));
    for (int i = 0; i < samples.length; i++) {
      samples[i] *= (float) loudness;
    }
    return new Sound(samples, 8000);
  }

  /** Two tones that rise, with a gap between them. */
  private static Sound word() {
    float[] samples = new float[4800];
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      phase += 2 * Math.PI * (300 + 0.3 * i) / 8000;
      boolean gap = i > 2000 && i < 2600;
      samples[i] = gap ? 0 : (float) (0.4 * Math.sin(phase) + 0.2 * Math.sin(3 * phase));
    }
    return new Sound(samples, 8000);
  }

  private static int brightestRow(float[] values) {
    int best = 0;
    double most = -1;
    for (int row = 0; row < BANDS; row++) {
      double sum = 0;
      for (int frame = 0; frame < FRAMES; frame++) {
        sum += values[row * FRAMES + frame];
      }
      if (sum > most) {
        most = sum;
        best = row;
      }
    }
    return best;
  }

  private static double rms(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += sample * sample;
    }
    return Math.sqrt(sum / samples.length);
  }
}

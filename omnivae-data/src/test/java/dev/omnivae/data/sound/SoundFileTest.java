package dev.omnivae.data.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SoundFileTest {
  private static final double[] TONE = Wav.tone(440, 8000, 500);

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path folder;

  static Stream<Wav> formats() {
    return Stream.of(8, 16, 24, 32)
        .flatMap(
            bits -> Stream.of(new Wav(1, bits, 1, 8000, false), new Wav(1, bits, 2, 44_100, true)))
        .flatMap(
            wav ->
                wav.bits() < 32
                    ? Stream.of(wav)
                    : Stream.of(
                        wav,
                        new Wav(3, 32, wav.channels(), wav.rate(), wav.extensible()),
                        new Wav(3, 64, wav.channels(), wav.rate(), false)));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyWidthIsReadAsTheNumbersItHolds(Wav wav) {
    double[] frames = new double[TONE.length * wav.channels()];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = TONE[i / wav.channels()];
    }

    Sound sound = SoundFile.read(wav.write(folder.resolve("a.wav"), frames));

    assertThat(sound.rate()).isEqualTo(wav.rate());
    assertThat(sound.samples()).hasSize(TONE.length);
    // one level of 8 bits; the JDK takes 127 for their zero, half a level off
    double tolerance = wav.bits() == 8 ? 1.0 / 64 : 1e-4;
    for (int i = 0; i < TONE.length; i++) {
      assertThat((double) sound.samples()[i])
          .isCloseTo(TONE[i], org.assertj.core.data.Offset.offset(tolerance));
    }
  }

  @Test
  void severalChannelsAreTheirMean() {
    Wav stereo = new Wav(1, 16, 2, 8000, false);

    Sound sound = SoundFile.read(stereo.write(folder.resolve("a.wav"), 0.5, 0, 0.25, -0.75));

    assertThat(sound.samples()).containsExactly(new float[] {0.25f, -0.25f}, within(1e-4f));
  }

  @Test
  void telephoneSoundIsReadToo() throws IOException {
    Path file = folder.resolve("a.wav");
    AudioFormat law = new AudioFormat(AudioFormat.Encoding.ULAW, 8000, 8, 1, 1, 8000, false);
    byte[] loudAndSoft = {(byte) 0x80, (byte) 0xff, 0x00};
    AudioInputStream in = new AudioInputStream(new ByteArrayInputStream(loudAndSoft), law, 3);
    AudioSystem.write(in, AudioFileFormat.Type.WAVE, file.toFile());

    // µ-law's loudest is 32124 of 32768 (G.711)
    assertThat(SoundFile.read(file).samples())
        .containsExactly(new float[] {0.98f, 0, -0.98f}, within(1e-2f));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Sound sound = new Sound(Tones.floats(TONE), 8000);

    Sound back = SoundFile.read(Wav.write(folder.resolve("a.wav"), SoundFile.wav(sound)));

    assertThat(back.rate()).isEqualTo(8000);
    assertThat(back.samples()).containsExactly(sound.samples(), within(1e-4f)); // 16 bits
  }

  @Test
  void tooLoudIsClipped() {
    byte[] bytes = SoundFile.wav(new Sound(new float[] {3, -3, 0}, 8000));

    assertThat(SoundFile.read(Wav.write(folder.resolve("a.wav"), bytes)).samples())
        .containsExactly(new float[] {1, -1, 0}, within(1e-4f));
  }

  // ---- what is refused ----

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.wav");

    refused(file, "must be a file that is there, got none; check the path");
  }

  @Test
  void anEmptyFileIsNamed() {
    Path file = Wav.write(folder.resolve("a.wav"), new byte[0]);

    refused(file, "must be a WAV file, got an empty file; record or copy it again");
  }

  @Test
  void aFileWithoutAHeaderIsNamed() {
    Path file =
        Wav.write(folder.resolve("a.wav"), "no sound at all".getBytes(StandardCharsets.UTF_8));

    refusedHeader(file);
  }

  @Test
  void aHeaderThatEndsEarlyIsNamed() {
    byte[] whole = Wav.PCM16.bytes(TONE);

    for (int length : new int[] {3, 11, 20, 30, 40, 48}) {
      refusedHeader(Wav.write(folder.resolve("a.wav"), Arrays.copyOf(whole, length)));
    }
  }

  @Test
  void aHeaderThatCannotBeIsNamed() {
    for (Wav wav :
        new Wav[] {
          new Wav(1, 16, 0, 8000, false),
          new Wav(1, 0, 1, 8000, false),
          new Wav(85, 16, 1, 8000, false)
        }) {
      refusedHeader(wav.write(folder.resolve("a.wav"), TONE));
    }
  }

  @Test
  void aRateThatCannotBeIsNamed() {
    Path file = new Wav(1, 16, 1, 10, false).write(folder.resolve("a.wav"), TONE);

    refused(
        file, "must be of 1,000 to 768,000 samples a second, got 10; save it with 8000 or 44100");
  }

  @Test
  void aFileThatIsCutOffIsNamed() {
    for (Wav wav :
        new Wav[] {Wav.PCM16, new Wav(3, 32, 1, 8000, false), new Wav(1, 24, 1, 8000, true)}) {
      byte[] whole = wav.bytes(TONE);
      int header = whole.length - TONE.length * wav.bits() / 8;
      byte[] part = Arrays.copyOf(whole, header + 100 * wav.bits() / 8);

      refused(
          Wav.write(folder.resolve("a.wav"), part),
          "must be as long as its header says, 500 samples, got 100, the rest cut off; record or"
              + " copy it again");
    }
  }

  @Test
  void aFileWithoutSamplesIsNamed() {
    Path file = Wav.PCM16.write(folder.resolve("a.wav"));

    refused(file, "must be a WAV file with sound, got no samples; record or copy it again");
  }

  @Test
  void silenceIsNamed() {
    Path file = Wav.PCM16.write(folder.resolve("a.wav"), new double[100]);

    refused(file, "must be louder than silence, got one value throughout; record or copy it again");
  }

  @Test
  void whatIsNoNumberIsNamed() {
    Path file = new Wav(3, 32, 1, 8000, false).write(folder.resolve("a.wav"), 0.1, Double.NaN, 0);

    refused(file, "must be of finite numbers, got NaN; save it as WAV of 16 bits");
  }

  private static void refused(Path file, String rest) {
    assertThatThrownBy(() -> SoundFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage("sound file " + file + " " + rest);
  }

  private static void refusedHeader(Path file) {
    assertThatThrownBy(() -> SoundFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "sound file " + file + " must be a WAV file with a whole header, got none (")
        .hasMessageEndingWith("); save it as WAV of 16 bits");
  }

  private static org.assertj.core.data.Offset<Float> within(float tolerance) {
    return org.assertj.core.data.Offset.offset(tolerance);
  }
}

package dev.omnivae.data.generate;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.data.sound.Sound;
import dev.omnivae.data.sound.Spectrogram;
import java.util.List;

/**
 * Spoken-like digits as spectrograms: six synthetic voices, whose pitch, vowels, speed and noise
 * vary.
 */
public final class SpokenDigits implements DigitDrawer {
  /** As the recordings of real digits are called. */
  public static final String NAME = "spoken";

  /**
   * A digit before it is a spectrogram.
   *
   * @param speaker number of the voice
   * @param pitch hertz
   */
  public record Spoken(Sound sound, int speaker, double pitch) {}

  @Override
  public Modality modality() {
    return Spectrogram.WORD.modality(NAME);
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> factors() {
    return List.of("speaker", "pitch", "seconds");
  }

  /** The sound of a digit. */
  public static Spoken say(int digit, Dice dice) {
    Voice voice = Voice.of(dice);
    return new Spoken(voice.say(digit, dice), voice.speaker(), voice.pitch());
  }

  @Override
  public float[] draw(int digit, Dice dice, byte[] pixels, int offset) {
    Spoken spoken = say(digit, dice);
    Spectrogram seen = Spectrogram.WORD;
    byte[] cells = seen.bytes(List.of(seen.excerpt(spoken.sound())));
    System.arraycopy(cells, 0, pixels, offset, cells.length);
    return new float[] {spoken.speaker(), (float) spoken.pitch(), (float) spoken.sound().seconds()};
  }
}

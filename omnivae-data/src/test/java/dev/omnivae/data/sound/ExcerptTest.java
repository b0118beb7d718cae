package dev.omnivae.data.sound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExcerptTest {
  private static final int BLOCK = Excerpt.BLOCK;

  @Test
  void silenceAtBothEndsIsCutOffButForABlock() {
    float[] sound = new float[20 * BLOCK];
    Arrays.fill(sound, 5 * BLOCK, 8 * BLOCK, 0.5f);
    sound[2] = 0.001f; // 40 dB below

    float[] excerpt = Excerpt.of(sound, 10 * BLOCK);

    float[] expected = new float[10 * BLOCK];
    Arrays.fill(expected, BLOCK, 4 * BLOCK, 0.5f);
    assertThat(excerpt).isEqualTo(expected);
  }

  @Test
  void ofWhatIsTooLongTheLoudestStretchIsTaken() {
    float[] sound = new float[20 * BLOCK];
    Arrays.fill(sound, 0.1f);
    Arrays.fill(sound, 12 * BLOCK, 17 * BLOCK, 0.5f);

    float[] excerpt = Excerpt.of(sound, 5 * BLOCK);

    assertThat(excerpt).isEqualTo(Arrays.copyOfRange(sound, 12 * BLOCK, 17 * BLOCK));
  }

  @Test
  void afterWhatIsTooShortComesSilence() {
    float[] sound = new float[BLOCK + 7];
    Arrays.fill(sound, 0.5f);

    float[] excerpt = Excerpt.of(sound, 3 * BLOCK);

    assertThat(excerpt).isEqualTo(Arrays.copyOf(sound, 3 * BLOCK));
  }
}

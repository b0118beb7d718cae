package dev.omnivae.data.reader;

import dev.omnivae.data.text.TextSettings;

/**
 * Settings of a reader of images with captions; see {@link SingleSettings}.
 *
 * @param seed decides which samples are held out and which caption each has
 * @param text how captions become tokens
 */
public record CaptionedSettings(
    String reader, int samples, int testSamples, double validation, long seed, TextSettings text) {
  private static final int LONGEST = 10;

  static CaptionedSettings of(String reader, int samples, int testSamples) {
    return new CaptionedSettings(
        reader, samples, testSamples, 0.05, 1, TextSettings.words(LONGEST));
  }

  public CaptionedSettings {
    SingleSettings.atLeast("samples", samples, 0);
    SingleSettings.atLeast("test_samples", testSamples, 0);
    SingleSettings.fraction(validation);
  }
}

package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.text.TextSettings;

/**
 * Settings of the reader of sentences.
 *
 * @param file one sentence a line, below a data folder
 * @param samples lines to use, the first ones; 0 for all
 * @param test fraction of all sentences
 * @param validation fraction of the others
 * @param seed decides which sentences are where
 */
public record SentencesSettings(
    String reader,
    String file,
    int samples,
    double test,
    double validation,
    long seed,
    TextSettings text) {
  private static final int LONGEST = 24;

  static final SentencesSettings DEFAULT =
      new SentencesSettings(
          "sentences", "sentences.txt", 0, 0.1, 0.05, 1, TextSettings.words(LONGEST));

  public SentencesSettings {
    SingleSettings.atLeast("samples", samples, 0);
    SingleSettings.fraction(validation);
    if (!(test > 0 && test < 1)) {
      throw InputException.of("test", "above 0 and below 1", test, "write test: 0.1");
    }
  }
}

package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;

/**
 * Settings of a reader of one modality.
 *
 * @param samples single images to use of the training file, 0 for all
 * @param testSamples single images to use of the test file, 0 for all
 * @param validation fraction of every class held out of training
 * @param seed decides which images are held out and what is drawn; not the seed of the run, so that
 *     runs with several seeds meet the same data
 */
public record SingleSettings(
    String reader, int samples, int testSamples, double validation, long seed) {
  static SingleSettings of(String reader) {
    return new SingleSettings(reader, 0, 0, 0.05, 1);
  }

  static SingleSettings drawn(String reader) {
    return new SingleSettings(reader, Drawn.SAMPLES, Drawn.TEST_SAMPLES, 0.05, 1);
  }

  public SingleSettings {
    atLeast("samples", samples, 0);
    atLeast("test_samples", testSamples, 0);
    fraction(validation);
  }

  static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw InputException.of(
          key, "at least " + least, value, "write " + key + ": " + Math.max(least, 1000));
    }
  }

  static void fraction(double validation) {
    if (!(validation >= 0 && validation < 1)) {
      throw InputException.of(
          "validation", "at least 0 and below 1", validation, "write validation: 0.05");
    }
  }

  static void test(double test) {
    if (!(test > 0 && test < 1)) {
      throw InputException.of("test", "above 0 and below 1", test, "write test: 0.2");
    }
  }

  static void ground(int grey) {
    if (grey < 0 || grey > 255) {
      throw InputException.of("ground", "0 to 255", grey, "write ground: 255");
    }
  }
}

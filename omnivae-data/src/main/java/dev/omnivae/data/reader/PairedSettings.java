package dev.omnivae.data.reader;

import dev.omnivae.data.pairing.PairingSettings;

/**
 * Settings of a reader of several modalities paired by label; see {@link SingleSettings}.
 *
 * @param samples single images of each side to use or draw for training, 0 for all there are
 * @param testSamples the same of the test split
 */
public record PairedSettings(
    String reader,
    int samples,
    int testSamples,
    double validation,
    long seed,
    PairingSettings pairing) {
  public PairedSettings {
    SingleSettings.atLeast("samples", samples, 0);
    SingleSettings.atLeast("test_samples", testSamples, 0);
    SingleSettings.fraction(validation);
  }
}

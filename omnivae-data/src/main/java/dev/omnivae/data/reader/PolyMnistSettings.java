package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Settings of {@code polymnist}.
 *
 * @param modalities names of the folders, m0 to m4 as published
 * @param incomplete {@code refuse}, or {@code allow}: a missing file is a missing modality
 * @param samples of the training split: the first of a folder, 0 for all; drawn: 0 for 10,000, in
 *     {@code data make} for 60,000
 * @param testSamples the same of the test split; drawn: 0 for 2,000, in {@code data make} 10,000
 * @param validation fraction of every class held out of training
 * @param seed decides what is drawn and which samples are held out
 * @param from where a drawn set takes its digits: {@code auto} (MNIST of a data folder, else
 *     drawn), {@code drawn}, or a folder
 * @param backgrounds where a drawn set takes its pictures: {@code auto} (a folder backgrounds of a
 *     data folder, else textures), {@code drawn}, or a folder
 */
public record PolyMnistSettings(
    String reader,
    List<String> modalities,
    String incomplete,
    int samples,
    int testSamples,
    double validation,
    long seed,
    String from,
    String backgrounds) {
  static final PolyMnistSettings DEFAULT =
      new PolyMnistSettings(
          "polymnist",
          IntStream.range(0, 5).mapToObj(m -> "m" + m).toList(),
          "refuse",
          0,
          0,
          0.05,
          1,
          "auto",
          "auto");

  public PolyMnistSettings {
    modalities = List.copyOf(modalities);
    for (String modality : modalities) {
      if (!modality.matches("m[0-9]{1,3}")) {
        throw InputException.of(
            "modalities", "names m0, m1, ...", "'" + modality + "'", "write modalities: [m0, m1]");
      }
    }
    if (modalities.isEmpty() || modalities.stream().distinct().count() < modalities.size()) {
      throw InputException.of(
          "modalities", "at least one, named once each", modalities, "write modalities: [m0, m1]");
    }
    ProfilesSettings.partial("incomplete", incomplete);
    SingleSettings.atLeast("samples", samples, 0);
    SingleSettings.atLeast("test_samples", testSamples, 0);
    SingleSettings.fraction(validation);
  }

  /** The number of a modality: of its picture among the backgrounds. */
  static int number(String modality) {
    return Integer.parseInt(modality.substring(1));
  }
}

package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.generate.Faces;
import java.util.List;

/**
 * Settings of {@link CelebAMaskHqReader}; the defaults are the published ones.
 *
 * @param attributes by the names of the annotation file in lower case, or {@code female}, the
 *     complement of male
 * @param samples faces for training and validation, drawn by seed; 0 for all
 * @param testSamples further faces for testing, of which the published system had none
 * @param validation fraction of {@code samples}
 * @param maxYaw degrees, faces turned so far or further are left out; so for pitch and roll
 * @param size height and width pictures are made
 * @param seed decides which faces
 */
public record CelebAMaskHqSettings(
    String reader,
    List<String> attributes,
    int samples,
    int testSamples,
    double validation,
    double maxYaw,
    double maxPitch,
    double maxRoll,
    int size,
    long seed) {
  static final CelebAMaskHqSettings DEFAULT =
      new CelebAMaskHqSettings(
          "celebamask-hq", Faces.ATTRIBUTES, 5000, 500, 0.1, 20, 15, 15, 64, 42);

  public CelebAMaskHqSettings {
    attributes = List.copyOf(attributes);
    SingleSettings.atLeast("samples", samples, 0);
    SingleSettings.atLeast("test_samples", testSamples, 1);
    SingleSettings.atLeast("size", size, 1);
    SingleSettings.fraction(validation);
    angle("max_yaw", maxYaw);
    angle("max_pitch", maxPitch);
    angle("max_roll", maxRoll);
    if (attributes.isEmpty() || attributes.stream().distinct().count() < attributes.size()) {
      throw InputException.of(
          "attributes", "at least one, each once", attributes, "write attributes: [smiling]");
    }
  }

  private static void angle(String key, double degrees) {
    if (!(degrees > 0)) {
      throw InputException.of(key, "above 0 degrees", degrees, "write " + key + ": 180 for all");
    }
  }
}

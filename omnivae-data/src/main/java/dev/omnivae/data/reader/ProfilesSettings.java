package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.generate.ProfileParts;
import java.util.List;

/**
 * Settings of {@code profiles}.
 *
 * @param components names of the folders, in order
 * @param stacked whether the components are the channels of one image
 * @param incomplete {@code refuse}, or {@code allow}: a missing file is a missing modality
 * @param height of every picture, in pixels
 * @param width of every picture, in pixels
 * @param samples parts of the training split to use, 0 for all; drawn: 0 for 5000
 * @param testSamples the same of the test split; drawn: 0 for 1000
 * @param validation fraction of every class held out of training
 * @param seed decides what is drawn and which parts are held out
 */
public record ProfilesSettings(
    String reader,
    List<String> components,
    boolean stacked,
    String incomplete,
    int height,
    int width,
    int samples,
    int testSamples,
    double validation,
    long seed) {
  static final ProfilesSettings DEFAULT =
      new ProfilesSettings(
          "profiles",
          ProfileParts.COMPONENTS,
          false,
          "refuse",
          ProfileParts.HEIGHT,
          ProfileParts.WIDTH,
          0,
          0,
          0.05,
          1);

  public ProfilesSettings {
    components = List.copyOf(components);
    if (components.isEmpty()) {
      throw InputException.of(
          "components", "at least one folder", "none", "write components: [group_nc, bt]");
    }
    if (components.stream().distinct().count() < components.size()) {
      throw InputException.of("components", "named once each", components, "drop the repetition");
    }
    partial("incomplete", incomplete);
    if (stacked && incomplete.equals("allow")) {
      throw InputException.of(
          "incomplete",
          "refuse where stacked: true makes the components one image",
          "allow",
          "write stacked: false");
    }
    SingleSettings.atLeast("height", height, 1);
    SingleSettings.atLeast("width", width, 1);
    SingleSettings.atLeast("samples", samples, 0);
    SingleSettings.atLeast("test_samples", testSamples, 0);
    SingleSettings.fraction(validation);
  }

  /** Checks a choice between refusing and allowing samples that lack modalities. */
  static void partial(String key, String value) {
    if (!value.equals("refuse") && !value.equals("allow")) {
      throw InputException.of(key, "refuse or allow", value, "write " + key + ": allow");
    }
  }

  boolean allowsIncomplete() {
    return incomplete.equals("allow");
  }

  /** Parts to draw for training. */
  int drawn() {
    return samples == 0 ? 5000 : samples;
  }

  /** Parts to draw for the test split. */
  int drawnTest() {
    return testSamples == 0 ? 1000 : testSamples;
  }
}

package dev.omnivae.core.model;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.List;

/**
 * The upper level of a {@link NexusVae}: {@code model.top}.
 *
 * @param message dimensions of what each modality sends up
 * @param hidden widths of the perceptrons that make messages and, from their mean, the top code
 * @param decoder widths of the perceptrons from the top code to each bottom code
 * @param generate where the bottom code of a modality that was not seen comes from: {@code mean} of
 *     p(z_m given z), or {@code sample}
 * @param adaptive modalities whose p(z_m given z) has a fitted variance; 1 for the others
 */
public record NexusSettings(
    int message,
    List<Integer> hidden,
    List<Integer> decoder,
    String generate,
    List<String> adaptive) {
  /** As in MultiVae: messages of 10, perceptrons of 512. */
  static final NexusSettings DEFAULT =
      new NexusSettings(10, List.of(512, 512), List.of(512), "mean", List.of());

  public NexusSettings {
    hidden = List.copyOf(hidden);
    decoder = List.copyOf(decoder);
    adaptive = List.copyOf(adaptive);
    if (message < 1) {
      throw InputException.of("message", "at least 1", message, "write message: 10");
    }
    checkWidths("hidden", hidden);
    checkWidths("decoder", decoder);
    if (!generate.equals("mean") && !generate.equals("sample")) {
      throw InputException.of(
          "generate", "mean or sample", "'" + generate + "'", "write generate: mean");
    }
  }

  private static void checkWidths(String key, List<Integer> widths) {
    if (widths.stream().anyMatch(width -> width < 1)) {
      throw InputException.of(key, "widths of at least 1", widths, "write " + key + ": [512]");
    }
  }

  boolean sampled() {
    return generate.equals("sample");
  }

  /**
   * Checks the names of {@link #adaptive}.
   *
   * @param path of the key, for the error
   */
  void checkNames(List<String> modalities, String path) {
    for (String name : adaptive) {
      if (!modalities.contains(name)) {
        throw new InputException(
            "%s must name modalities of the data set, got '%s'; %s"
                .formatted(path, name, Nearest.hint(name, modalities)));
      }
    }
  }
}

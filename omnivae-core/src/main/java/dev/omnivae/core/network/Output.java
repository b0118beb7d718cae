package dev.omnivae.core.network;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.network.layer.Activation;
import java.util.List;

/** The last function of a decoder: {@code output: auto | sigmoid | linear} in a recipe. */
public final class Output {
  private static final List<String> CHOICES = List.of("auto", "sigmoid", "linear");

  private Output() {}

  /** Checks a choice. */
  public static void check(String output) {
    if (!CHOICES.contains(output)) {
      throw new InputException(
          "output must be a known name, got '%s'; %s"
              .formatted(output, Nearest.hint(output, CHOICES)));
    }
  }

  /**
   * The function: with {@code auto} pixels are squashed to [0, 1] unless the likelihood wants
   * logits.
   */
  public static Activation of(String output, NetworkContext context) {
    return switch (output) {
      case "sigmoid" -> Activation.SIGMOID;
      case "linear" -> Activation.IDENTITY;
      default ->
          context.modality().drawable() && !context.likelihood().takesLogits()
              ? Activation.SIGMOID
              : Activation.IDENTITY;
    };
  }
}

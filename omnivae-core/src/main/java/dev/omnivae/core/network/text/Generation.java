package dev.omnivae.core.network.text;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.List;

/**
 * How texts are written.
 *
 * @param search {@code greedy}: the likeliest token each time; {@code sample}: a draw each time;
 *     "beam": the likeliest text among those that stay in a beam
 * @param temperature of {@code sample}: logits are divided by it; below 1 bolder, above 1 more
 *     varied
 * @param topK of {@code sample}: only that many likeliest tokens; 0 for all
 * @param topP of {@code sample}: only the likeliest tokens that together have that probability
 *     (nucleus sampling, Holtzman et al. 2020); 1 for all
 * @param beams of "beam": texts kept at each step
 * @param lengthPenalty of "beam": log-probabilities are divided by length to that power at the end;
 *     0 for the likeliest text, 1 for the likeliest per token
 */
public record Generation(
    String search, double temperature, int topK, double topP, int beams, double lengthPenalty) {
  private static final List<String> SEARCHES = List.of("greedy", "sample", "beam");

  public static final Generation GREEDY = new Generation("greedy", 1, 0, 1, 4, 0);
  public static final Generation SAMPLE = new Generation("sample", 1, 0, 1, 4, 0);
  public static final Generation BEAM = new Generation("beam", 1, 0, 1, 4, 0);

  public Generation {
    if (!SEARCHES.contains(search)) {
      throw new InputException(
          "search must be a known name, got '%s'; %s"
              .formatted(search, Nearest.hint(search, SEARCHES)));
    }
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw InputException.of(
          "temperature",
          "a positive number",
          temperature,
          "write temperature: 1, or search: greedy");
    }
    if (topK < 0) {
      throw InputException.of("top_k", "at least 0", topK, "write top_k: 0 for all tokens");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw InputException.of("top_p", "above 0, at most 1", topP, "write top_p: 1 for all tokens");
    }
    if (!search.equals("sample") && (temperature != 1 || topK != 0 || topP != 1)) {
      throw InputException.of(
          "search",
          "sample where temperature, top_k or top_p are set",
          search,
          "write search: sample");
    }
    if (beams < 1) {
      throw InputException.of("beams", "at least 1", beams, "write beams: 4");
    }
    if (!(lengthPenalty >= 0) || Double.isInfinite(lengthPenalty)) {
      throw InputException.of(
          "length_penalty", "at least 0", lengthPenalty, "write length_penalty: 0");
    }
  }

  public Generation withTemperature(double value) {
    return new Generation(search, value, topK, topP, beams, lengthPenalty);
  }

  public Generation withTopK(int value) {
    return new Generation(search, temperature, value, topP, beams, lengthPenalty);
  }

  public Generation withTopP(double value) {
    return new Generation(search, temperature, topK, value, beams, lengthPenalty);
  }

  public Generation withBeams(int value) {
    return new Generation(search, temperature, topK, topP, value, lengthPenalty);
  }

  public Generation withLengthPenalty(double value) {
    return new Generation(search, temperature, topK, topP, beams, value);
  }
}

package dev.omnivae.eval.likelihood;

import dev.omnivae.core.config.InputException;
import java.util.List;

/**
 * How likelihoods are estimated: {@code evaluation.likelihood}.
 *
 * @param draws importance weights per sample, K
 * @param samples looked at, at most
 * @param memory in MiB, of tensors at once
 * @param of which: {@code a}, {@code a+b}, {@code a+b->c}; empty for all modalities together, each
 *     alone and each given each other
 */
public record LikelihoodSettings(long draws, long samples, int memory, List<String> of) {
  /** What a recipe gets that says nothing. */
  public static final LikelihoodSettings DEFAULT =
      new LikelihoodSettings(1_000, 500, 256, List.of());

  public LikelihoodSettings {
    of = List.copyOf(of);
    require(draws >= 1, "draws", draws, "draws: 1000");
    require(samples >= 1, "samples", samples, "samples: 500");
    require(memory > 0, "memory", memory, "memory: 256");
  }

  private static void require(boolean holds, String key, Object found, String fix) {
    if (!holds) {
      throw InputException.of("likelihood." + key, "positive", found, "write " + fix);
    }
  }

  /**
   * The questions.
   *
   * @param names of the modalities there are
   * @throws InputException on one that makes no sense
   */
  List<Question> questions(List<String> names) {
    return of.isEmpty()
        ? Question.usual(names)
        : of.stream().map(text -> Question.read(text, names)).toList();
  }

  /** Fails where a question makes no sense, before any work starts; see {@link #questions}. */
  public void check(List<String> names) {
    questions(names);
  }
}

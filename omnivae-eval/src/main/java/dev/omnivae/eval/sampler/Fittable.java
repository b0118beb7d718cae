package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.VqVae;
import dev.omnivae.eval.latent.CodeSet;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Which models have codes that something can be fitted to. */
final class Fittable {
  private static final String NONE = "write evaluation.samplers: []";

  private Fittable() {}

  /**
   * Fails on a model whose codes are not numbers that are drawn given nothing, or too many.
   *
   * @param sampler its name
   * @param width how many numbers it would be fitted to
   * @param most how many it can be
   */
  static void check(
      String sampler, Model model, Batch example, ToLongFunction<Noise> width, long most) {
    String what = "sampler " + sampler;
    if (!CodeSet.describes(model, Set.of())) {
      throw InputException.of(
          what,
          "for a model that generates given nothing",
          "one that is always given some modalities",
          NONE);
    }
    if (model instanceof VqVae) {
      throw InputException.of(
          what,
          "for codes of real numbers",
          "a codebook's indices, which have a prior of their own",
          NONE);
    }
    if (example.size() == 0) {
      throw InputException.of(
          what,
          "for data of which some samples have every modality",
          "none among the first training samples",
          NONE);
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      long numbers = width.applyAsLong(Noise.of(0, 0, 0));
      if (numbers > most) {
        throw InputException.of(
            what, "for codes of at most %,d numbers".formatted(most), numbers, NONE);
      }
    }
  }

  /** How many numbers all codes given every modality are. */
  static long width(Model model, Batch example, Noise noise) {
    return model.infer(example, 1, noise).codes().values().stream()
        .mapToLong(code -> code.size(-1))
        .sum();
  }
}

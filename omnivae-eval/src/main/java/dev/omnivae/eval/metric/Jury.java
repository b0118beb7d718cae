package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.oracle.Classifier;
import dev.omnivae.eval.oracle.Oracle;
import dev.omnivae.eval.oracle.OracleSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The oracles of the modalities that have one.
 *
 * @param judges by modality, in the model's order
 */
record Jury(Map<String, Classifier> judges) {
  /**
   * Of an evaluation's modalities.
   *
   * @param values takes {@code oracle.A.accuracy} of each
   */
  static Jury of(Evaluation evaluation, OracleSource oracles, Map<String, Double> values) {
    Map<String, Classifier> judges = new LinkedHashMap<>();
    for (Modality modality : evaluation.model().modalities()) {
      oracles
          .of(evaluation, modality)
          .ifPresent(
              (Oracle oracle) -> {
                judges.put(modality.name(), oracle.classifier());
                values.put("oracle." + modality.name() + ".accuracy", oracle.accuracy());
              });
    }
    return new Jury(judges);
  }

  Set<String> names() {
    return judges.keySet();
  }

  /** Those of some modalities. */
  Jury only(Predicate<String> of) {
    Map<String, Classifier> some = new LinkedHashMap<>(judges);
    some.keySet().removeIf(of.negate());
    return new Jury(some);
  }

  /**
   * The classes of one modality decoded from one draw of codes.
   *
   * @param z {@code (1, batch, latent)}
   */
  long[] classes(
      Evaluation evaluation, String target, Latents z, @Nullable Tensor conditions, Noise noise) {
    try (Scope scope = Scope.open()) {
      Tensor mean = evaluation.model().decode(target, z, conditions, noise).mean().squeeze(0);
      return Tensors.longs(Objects.requireNonNull(judges.get(target)).classify(mean));
    }
  }
}

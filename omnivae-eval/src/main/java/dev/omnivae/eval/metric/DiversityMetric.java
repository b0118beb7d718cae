package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.PriorDraws;
import dev.omnivae.eval.oracle.Classifier;
import dev.omnivae.eval.oracle.Oracle;
import dev.omnivae.eval.oracle.OracleSource;
import dev.omnivae.eval.oracle.Oracles;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Whether draws from the prior show all classes alike: samples that agree because they are all of
 * one class are no feat.
 *
 * <pre>{@code diversity.A.histogram = ½ (Σ_c |share of draws in class c - 1 / C| + share in none)}
 * </pre>
 *
 * <p>The total variation distance of the classes an oracle sees in the mean of p(x_A given z), z
 * drawn from p(z), and the uniform distribution over all C classes; {@code .NAME} of draws of a
 * sampler.
 */
public final class DiversityMetric implements Metric {
  /** Draws: of ten equal classes a share is off by 0.003, the distance 0.012 by chance. */
  public static final int DRAWS = 10_000;

  private final OracleSource oracles;

  public DiversityMetric() {
    this(new Oracles());
  }

  /** With other judges. */
  public DiversityMetric(OracleSource oracles) {
    this.oracles = oracles;
  }

  @Override
  public String name() {
    return "diversity";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    measure(evaluation, "", values);
    if (values.isEmpty()) {
      evaluation.say(
          "diversity: skipped, nothing with classes for an oracle is generated from the prior");
      return values;
    }
    for (String sampler : evaluation.samplers().names()) {
      measure(evaluation.drawnBy(sampler), "." + sampler, values);
    }
    return values;
  }

  /**
   * Of draws from a model's prior.
   *
   * @param suffix of the keys
   */
  private void measure(Evaluation evaluation, String suffix, Map<String, Double> values) {
    int classes = evaluation.dataset().info().classes().size();
    for (Modality modality : evaluation.model().modalities()) {
      String name = modality.name();
      Optional<Oracle> oracle =
          evaluation.model().generates(name, Set.of())
              ? oracles.of(evaluation, modality)
              : Optional.empty();
      oracle.ifPresent(
          judge ->
              values.put(
                  "diversity." + name + ".histogram" + suffix,
                  fromUniform(shown(evaluation, name, judge.classifier(), classes))));
    }
  }

  /** How many draws show each class, those that show none at the end. */
  private static long[] shown(Evaluation evaluation, String name, Classifier judge, int classes) {
    Model model = evaluation.model();
    long[] counts = new long[classes + 1];
    PriorDraws.forEach(
        evaluation,
        DRAWS,
        evaluation.noise("diversity." + name),
        (codes, conditions, noise) -> {
          Tensor made = model.decode(name, codes, conditions, noise).mean().squeeze(0);
          for (long shown : Tensors.longs(judge.classify(made))) {
            counts[shown == Classifier.NONE ? classes : Math.toIntExact(shown)]++;
          }
        });
    return counts;
  }

  /**
   * The distance.
   *
   * @param counts of each class, then of none
   */
  static double fromUniform(long... counts) {
    double all = java.util.Arrays.stream(counts).sum();
    int classes = counts.length - 1;
    double sum = counts[classes] / all;
    for (int c = 0; c < classes; c++) {
      sum += Math.abs(counts[c] / all - 1.0 / classes);
    }
    return sum / 2;
  }
}

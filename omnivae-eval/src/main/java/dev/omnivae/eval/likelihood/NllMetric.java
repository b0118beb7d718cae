package dev.omnivae.eval.likelihood;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.Batches;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Negative log-likelihoods by importance sampling, of all modalities, of some, of some given
 * others.
 *
 * <pre>{@code
 * nll.T                = - mean log p̂(x_T)
 * nll.S->T             = - mean [log p̂(x_S, x_T) - log p̂(x_S)]
 * nll.S->T.predictive  = - mean log (1/K) Σ_k p(x_T | z_k),  z_k ~ q(z | x_S)
 * }</pre>
 *
 * <p>p̂ as in {@link ImportanceSampler}, each with the model's own proposal for what it is given,
 * likelihoods unweighted. {@code nll.T} is in expectation an upper bound that falls with K; the
 * difference of two is none, but both are close where {@code .effective} is well above 1. What p
 * says of x_T given x_S and what the model generates from x_S are the same only where q(z given
 * x_S) is the posterior: the published programs report the second.
 */
public final class NllMetric implements Metric {
  @Override
  public String name() {
    return "nll";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Model model = evaluation.model();
    List<String> names = model.modalities().stream().map(Modality::name).toList();
    Map<String, Double> values = new TreeMap<>();
    LikelihoodSettings settings = evaluation.likelihood();
    evaluation.say(
        "nll: %,d draws for each of at most %,d samples"
            .formatted(settings.draws(), settings.samples()));
    Estimates estimates = new Estimates(evaluation);
    for (Question question : settings.questions(names)) {
      String key = question.key(names);
      if (!question.targets().stream().allMatch(t -> model.generates(t, question.given()))) {
        continue;
      }
      try {
        answer(question, key, estimates, values);
      } catch (InputException e) {
        evaluation.say("nll: without " + key + ", for " + e.getMessage());
      }
    }
    if (values.isEmpty()) {
      evaluation.say("nll: skipped, the model generates nothing that is asked for");
    }
    return values;
  }

  private static void answer(
      Question question, String key, Estimates estimates, Map<String, Double> values) {
    Map<Integer, Double> whole = estimates.evidence(question.whole());
    if (whole.isEmpty()) {
      return; // no sample has all of it
    }
    if (question.given().isEmpty()) {
      values.put(key, -mean(whole, Map.of()));
      values.put(key + ".effective", estimates.effective(question.whole()));
      return;
    }
    values.put(key, -mean(whole, estimates.evidence(question.given())));
    values.put(key + ".predictive", -mean(estimates.predictive(question, key), Map.of()));
  }

  /** Mean over the samples of the first of the difference; of nothing, of the first itself. */
  private static double mean(Map<Integer, Double> first, Map<Integer, Double> less) {
    return first.entrySet().stream()
        .mapToDouble(entry -> entry.getValue() - less.getOrDefault(entry.getKey(), 0.0))
        .average()
        .orElseThrow();
  }

  /** Estimates by sample, each made once. */
  private static final class Estimates {
    private final Evaluation evaluation;
    private final Map<Set<String>, Map<Integer, Double>> evidence = new HashMap<>();
    private final Map<Set<String>, Double> effective = new HashMap<>();

    Estimates(Evaluation evaluation) {
      this.evaluation = evaluation;
    }

    /** log p̂(x_S) by the sample's place among those looked at, of those that have all of S. */
    Map<Integer, Double> evidence(Set<String> given) {
      Map<Integer, Double> known = evidence.get(given);
      if (known == null) {
        String stream = "nll." + String.join("+", given.stream().sorted().toList());
        LogWeights weights = LogWeights.evidence(evaluation.model(), given);
        double[] all = new double[2];
        known = estimate(weights, given, evaluation.noise(stream), all);
        evidence.put(given, known);
        effective.put(given, all[0] / all[1]);
      }
      return known;
    }

    /** Mean number of weights that tell as much as all. */
    double effective(Set<String> given) {
      evidence(given);
      return effective.getOrDefault(given, Double.NaN);
    }

    Map<Integer, Double> predictive(Question question, String key) {
      LogWeights weights =
          LogWeights.predictive(evaluation.model(), question.given(), question.targets());
      Noise noise = evaluation.noise(key + ".predictive");
      return estimate(weights, question.whole(), noise, new double[2]);
    }

    private Map<Integer, Double> estimate(
        LogWeights weights, Set<String> whole, Noise noise, double[] effective) {
      LikelihoodSettings settings = evaluation.likelihood();
      ImportanceSampler sampler =
          new ImportanceSampler(weights, settings.draws(), settings.memory());
      Samples samples = evaluation.dataset().samples(evaluation.split());
      long[] positions = Batches.positions(samples.size(), settings.samples(), evaluation.seed());
      Map<Integer, Double> found = new TreeMap<>();
      Batches.forEach(
          samples,
          positions,
          (batch, from) -> {
            int[] rows = Batches.rowsHavingAll(batch, whole);
            if (rows.length == 0) {
              return;
            }
            ImportanceSampler.Estimate estimate =
                sampler.of(Batches.rows(batch, rows), noise.stream("@" + from));
            for (int i = 0; i < rows.length; i++) {
              found.put((int) from + rows[i], estimate.logMean()[i]);
              effective[0] += estimate.effective()[i];
              effective[1]++;
            }
          });
      return found;
    }
  }
}

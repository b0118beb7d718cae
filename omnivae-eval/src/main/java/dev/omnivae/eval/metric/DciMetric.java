package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.probe.FactorCodes;
import dev.omnivae.eval.probe.FactorForest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Disentanglement, completeness and informativeness: which latent dimensions a reader of each true
 * factor looks at, and how well it reads.
 *
 * <pre>{@code
 * R_dk                    importance of dimension d to the reader of factor k, Σ_d R_dk = 1
 * disentanglement         Σ_d ρ_d [1 - H(R_d. / Σ_k R_dk) / log K],   ρ_d = Σ_k R_dk / K
 * completeness            mean_k [1 - H(R_.k) / log D]
 * informativeness         mean_k of the explained variance of factor k on new samples
 * }</pre>
 *
 * <p>Each in [0, 1], 1 best: a dimension knows one factor; a factor is known to one dimension; all
 * factors are known. Readers are {@link FactorForest}. Eastwood and Williams 2018, "A Framework for
 * the Quantitative Evaluation of Disentangled Representations", section 2; they report the error in
 * place of the explained variance.
 */
public final class DciMetric implements Metric {
  private static final long MOST = 5_000;

  @Override
  public String name() {
    return "dci";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    for (Modality modality : evaluation.model().modalities()) {
      String name = modality.name();
      Optional<FactorCodes> train = FactorCodes.collect(evaluation, Split.TRAIN, name, MOST);
      Optional<FactorCodes> test = FactorCodes.collect(evaluation, evaluation.split(), name, MOST);
      if (train.isEmpty() || test.isEmpty()) {
        evaluation.say("dci %s: skipped, no true factors of it are known".formatted(name));
      } else if (train.get().codes().length < 2 || train.get().factors().size() < 2) {
        evaluation.say("dci %s: skipped, it needs two dimensions and two factors".formatted(name));
      } else {
        scores(train.get(), test.get(), evaluation.seed())
            .forEach((key, value) -> values.put("dci." + name + "." + key, value));
      }
    }
    return values;
  }

  /** All scores by the end of their key. */
  static Map<String, Double> scores(FactorCodes train, FactorCodes test, long seed) {
    Map<String, FactorForest> readers = new LinkedHashMap<>();
    train
        .factors()
        .forEach(
            (name, factor) ->
                readers.put(
                    name,
                    FactorForest.of(
                        train.codes(),
                        factor,
                        test.codes(),
                        Objects.requireNonNull(test.factors().get(name)),
                        seed)));
    double[][] importance =
        readers.values().stream().map(FactorForest::importance).toArray(double[][]::new);
    Map<String, Double> scores = new TreeMap<>();
    scores.put("disentanglement", disentanglement(importance));
    scores.put("completeness", completeness(importance));
    double sum = 0;
    for (Map.Entry<String, FactorForest> reader : readers.entrySet()) {
      scores.put("informativeness." + reader.getKey(), reader.getValue().explained());
      sum += reader.getValue().explained();
    }
    scores.put("informativeness", sum / readers.size());
    return scores;
  }

  /**
   * Of importances by factor, then by dimension: every dimension's concentration on a factor,
   * weighed by its share.
   */
  static double disentanglement(double[][] importance) {
    double total = 0;
    double weighted = 0;
    for (int d = 0; d < importance[0].length; d++) {
      double[] row = new double[importance.length];
      double sum = 0;
      for (int k = 0; k < row.length; k++) {
        row[k] = importance[k][d];
        sum += row[k];
      }
      total += sum;
      weighted += sum * FactorForest.concentration(row);
    }
    return total == 0 ? 0 : weighted / total;
  }

  /** The mean of every factor's concentration on a dimension. */
  static double completeness(double[][] importance) {
    double sum = 0;
    for (double[] factor : importance) {
      sum += FactorForest.concentration(factor);
    }
    return sum / importance.length;
  }
}

package dev.omnivae.eval.metric;

import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.latent.CodeSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many dimensions of the shared code a modality uses.
 *
 * <pre>{@code
 * active(d) = Var over samples of E[z_d | x] > 0.01
 * }</pre>
 *
 * <p>A dimension whose posterior is the prior, whatever the sample, has a variance of 0 there.
 * Burda et al. 2016, "Importance Weighted Autoencoders", section 5.2. Counts dimensions of unit
 * scale: of a code whose prior is much narrower or wider it says little.
 */
public final class ActiveUnitsMetric implements Metric {
  private static final double ACTIVE = 0.01;
  private static final int MOST = 10_000;

  @Override
  public String name() {
    return "active_units";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    CodeSet set = CodeSet.of(evaluation, MOST, CodeSet.Kind.MEAN);
    List<String> views = set.views();
    Map<String, Double> values = new TreeMap<>();
    for (int view = 0; view < views.size(); view++) {
      values.put("active_units." + views.get(view), (double) active(set, set.of(view)));
    }
    return values;
  }

  private static int active(CodeSet set, int[] rows) {
    int active = 0;
    for (int d = 0; d < set.codes().width(); d++) {
      active += variance(set, rows, d) > ACTIVE ? 1 : 0;
    }
    return active;
  }

  private static double variance(CodeSet set, int[] rows, int dimension) {
    double sum = 0;
    for (int row : rows) {
      sum += set.codes().at(row, dimension);
    }
    double mean = sum / rows.length;
    double squares = 0;
    for (int row : rows) {
      double difference = set.codes().at(row, dimension) - mean;
      squares += difference * difference;
    }
    return squares / rows.length;
  }
}

package dev.omnivae.eval.metric;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Metric;
import dev.omnivae.eval.probe.FactorCodes;
import dev.omnivae.eval.probe.Levels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The mutual information gap: whether each true factor is known to one latent dimension alone.
 *
 * <pre>{@code
 * gap(v) = [I(z_(1); v) - I(z_(2); v)] / H(v)     MIG = mean over factors
 * }</pre>
 *
 * <p>z_(1) and z_(2) are the dimensions that know most of the factor v. In [0, 1]: 1 when one
 * dimension tells the factor and no other anything of it. Chen et al. 2018, "Isolating Sources of
 * Disentanglement in VAEs", eq. 6.
 *
 * <p>Differs from the paper, which integrates over q(z | x): z is the posterior's mean, in {@link
 * #LEVELS} bins of equally many samples, so that a dimension counts the same however it is
 * stretched.
 */
public final class MigMetric implements Metric {
  private static final int LEVELS = 20;
  private static final long MOST = 10_000;

  @Override
  public String name() {
    return "mig";
  }

  @Override
  public Map<String, Double> measure(Evaluation evaluation) {
    Map<String, Double> values = new TreeMap<>();
    for (Modality modality : evaluation.model().modalities()) {
      String name = modality.name();
      Optional<FactorCodes> found = FactorCodes.collect(evaluation, evaluation.split(), name, MOST);
      if (found.isEmpty()) {
        evaluation.say("mig %s: skipped, no true factors of it are known".formatted(name));
        continue;
      }
      Map<String, Double> gaps = gaps(found.get());
      gaps.forEach((factor, gap) -> values.put("mig." + name + "." + factor, gap));
      gaps.values().stream()
          .mapToDouble(Double::doubleValue)
          .average()
          .ifPresent(mean -> values.put("mig." + name, mean));
    }
    return values;
  }

  /** The gap of every factor that is not the same for all samples. */
  static Map<String, Double> gaps(FactorCodes codes) {
    int[][] levels =
        Arrays.stream(codes.codes()).map(z -> Levels.of(z, LEVELS).of(z)).toArray(int[][]::new);
    Map<String, Double> gaps = new LinkedHashMap<>();
    codes
        .factors()
        .forEach(
            (name, values) -> {
              int[] factor = Levels.of(values, LEVELS).of(values);
              double entropy = Levels.entropy(factor);
              if (entropy > 0) {
                double[] known =
                    Arrays.stream(levels)
                        .mapToDouble(z -> Levels.information(z, factor))
                        .sorted()
                        .toArray();
                double second = known.length > 1 ? known[known.length - 2] : 0;
                gaps.put(name, (known[known.length - 1] - second) / entropy);
              }
            });
    return gaps;
  }
}

package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.eval.probe.FactorCodes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** MIG and DCI on codes whose relation to the factors is known. */
class DisentanglementTest {
  private static final int SAMPLES = 5_000;
  private static final double LEFT = Math.sqrt(0.5);

  /** Two factors, of four levels and continuous, and codes made of them and of noise. */
  private static FactorCodes codes(long seed, UnaryOperator<double[]> encode) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] shape = new double[SAMPLES];
    double[] place = new double[SAMPLES];
    double[][] codes = null;
    for (int i = 0; i < SAMPLES; i++) {
      shape[i] = random.nextInt(4);
      place[i] = random.nextDouble(-1, 1);
      double[] z = encode.apply(new double[] {shape[i], place[i], random.nextDouble(-1, 1)});
      codes = codes == null ? new double[z.length][SAMPLES] : codes;
      for (int d = 0; d < z.length; d++) {
        codes[d][i] = z[d];
      }
    }
    Map<String, double[]> factors = new LinkedHashMap<>();
    factors.put("shape", shape);
    factors.put("place", place);
    return new FactorCodes(java.util.Objects.requireNonNull(codes), factors);
  }

  private static Map<String, Double> dci(UnaryOperator<double[]> encode) {
    return DciMetric.scores(codes(1, encode), codes(2, encode), 3);
  }

  @Test
  void aDimensionPerFactorScoresOne() {
    // given codes that are the factors, stretched and turned round, and one of noise
    UnaryOperator<double[]> each = v -> new double[] {Math.exp(v[1]), -3 * v[0], v[2]};

    Map<String, Double> gaps = MigMetric.gaps(codes(1, each));
    Map<String, Double> dci = dci(each);

    // the second dimension knows nothing but what 5,000 samples have by chance: 19 · 19 / 2n nats
    // of log 20 at most
    assertThat(gaps.get("shape")).isBetween(0.98, 1.0);
    assertThat(gaps.get("place")).isBetween(0.98, 1.0);
    // a 32nd of a factor's range is left within a bin: noise may explain a thousandth of it
    assertThat(dci.get("disentanglement")).isBetween(0.97, 1.0);
    assertThat(dci.get("completeness")).isBetween(0.97, 1.0);
    assertThat(dci.get("informativeness")).isBetween(0.99, 1.0);
    assertThat(dci.get("informativeness.shape")).isCloseTo(1, within(1e-9));
  }

  @Test
  void codesThatKnowNothingScoreZero() {
    SplittableRandom random = new SplittableRandom(7);
    UnaryOperator<double[]> noise =
        v -> new double[] {random.nextDouble(), random.nextDouble(), v[2]};

    Map<String, Double> gaps = MigMetric.gaps(codes(1, noise));
    Map<String, Double> dci = dci(noise);

    assertThat(gaps.values()).allSatisfy(gap -> assertThat(gap).isBetween(0.0, 0.01));
    assertThat(dci.get("informativeness")).isBetween(0.0, 0.01);
    // importances of noise are alike, but for chance
    assertThat(dci.get("disentanglement")).isBetween(0.0, 0.05);
    assertThat(dci.get("completeness")).isBetween(0.0, 0.05);
  }

  @Test
  void turnedCodesAreInformativeAndNotDisentangled() {
    // given both factors in both dimensions
    UnaryOperator<double[]> turned =
        v -> {
          double shape = (v[0] - 1.5) / 1.5;
          return new double[] {LEFT * (shape + v[1]), LEFT * (shape - v[1])};
        };

    Map<String, Double> gaps = MigMetric.gaps(codes(1, turned));
    Map<String, Double> dci = dci(turned);

    assertThat(gaps.values()).allSatisfy(gap -> assertThat(gap).isBetween(0.0, 0.1));
    assertThat(dci.get("informativeness")).isGreaterThan(0.9);
    assertThat(dci.get("disentanglement")).isBetween(0.0, 0.2);
    assertThat(dci.get("completeness")).isBetween(0.0, 0.2);
  }

  @Test
  void twoDimensionsForOneFactorAreDisentangledAndNotComplete() {
    UnaryOperator<double[]> twice = v -> new double[] {v[0], v[1], -v[1]};

    Map<String, Double> gaps = MigMetric.gaps(codes(1, twice));

    assertThat(gaps.get("shape")).isGreaterThan(0.98);
    assertThat(gaps.get("place")).isCloseTo(0, within(1e-9)); // the second knows as much
  }

  @Test
  void scoresOfGivenImportancesAreTheFormulas() {
    // given two factors read from three dimensions
    double[][] importance = {{0.5, 0.5, 0}, {0, 0.5, 0.5}};

    // dimensions 0 and 2 serve one factor each and have half the weight; dimension 1 serves both
    assertThat(DciMetric.disentanglement(importance)).isCloseTo(0.5, within(1e-12));
    assertThat(DciMetric.completeness(importance))
        .isCloseTo(1 - Math.log(2) / Math.log(3), within(1e-12));
    assertThat(DciMetric.disentanglement(new double[][] {{0, 0}, {0, 0}})).isZero();
  }
}

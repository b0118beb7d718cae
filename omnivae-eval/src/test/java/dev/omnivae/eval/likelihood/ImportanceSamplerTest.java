package dev.omnivae.eval.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Split;
import dev.omnivae.eval.LinearGaussian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ImportanceSamplerTest {
  private static final Set<String> BOTH = Set.of("a", "b");
  private static final Noise NOISE = Noise.of(1, 0, 0);
  private static final int MIB = 256;

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void withTheExactPosteriorEveryWeightIsTheEvidence() {
    try (Scope scope = Scope.open()) {
      for (Set<String> given : List.of(BOTH, Set.of("a"), Set.of("b"))) {
        double expected = LinearGaussian.logEvidence(LinearGaussian.sample(0.3, -1.2, given));
        for (long draws : new long[] {1, 7, 300}) {
          var found = estimate(new LinearGaussian(0, 1, true), given, draws, batch(1, 0.3, -1.2));
          assertThat(found.logMean()).containsExactly(new double[] {expected}, within(1e-9));
          assertThat(found.effective()).containsExactly(new double[] {draws}, within(1e-6));
        }
      }
    }
  }

  @Test
  void oneWeightIsTheEvidenceLowerBound() {
    LinearGaussian model = new LinearGaussian(0.2, 1.4, true);
    Map<String, Double> x = LinearGaussian.sample(0.3, -1.2, BOTH);
    try (Scope scope = Scope.open()) {
      double[] logs = estimate(model, BOTH, 1, batch(20_000, 0.3, -1.2)).logMean();

      // a log weight deviates by less than 2: 0.014 the mean of 20,000
      assertThat(Arrays.stream(logs).average().orElseThrow())
          .isCloseTo(LinearGaussian.logEvidence(x) - model.gap(x), within(0.05));
      assertThat(model.gap(x)).isGreaterThan(0.2);
    }
  }

  @Test
  void manyWeightsMakeUpForAWrongProposal() {
    LinearGaussian model = new LinearGaussian(0.2, 1.4, true);
    try (Scope scope = Scope.open()) {
      var found = estimate(model, BOTH, 10_000, batch(3, 0.3, -1.2));
      double expected = LinearGaussian.logEvidence(LinearGaussian.sample(0.3, -1.2, BOTH));

      // weights vary by about their mean: a hundredth of it over 10,000
      assertThat(found.logMean())
          .containsExactly(new double[] {expected, expected, expected}, within(0.05));
      assertThat(DoubleStream.of(found.effective()).boxed())
          .allSatisfy(n -> assertThat(n).isBetween(1_000.0, 9_999.0));
    }
  }

  @Test
  void codesOfWhatIsGivenPredictTheRest() {
    LinearGaussian model = new LinearGaussian(0.1, 1.2, true);
    try (Scope scope = Scope.open()) {
      var found =
          new ImportanceSampler(LogWeights.predictive(model, Set.of("a"), Set.of("b")), 10_000, MIB)
              .of(batch(1, 0.3, -1.2), NOISE);

      // densities under codes of one proposal differ by less than half of their mean
      assertThat(found.logMean()[0])
          .isCloseTo(
              LinearGaussian.logConditional("b", -1.2, Map.of("a", 0.3), 0.1, 1.2), within(0.03));
    }
  }

  @Test
  void piecesOfAnySizeGiveTheSameValueOfTheSameDraws() {
    try (Scope scope = Scope.open()) {
      double[] whole = numbered(512, 4, 3_000);
      double expected =
          Math.log(
              LongStream.range(0, 3_000).mapToDouble(k -> Math.exp((double) (k % 7))).sum()
                  / 3_000);

      assertThat(whole).containsOnly(new double[] {expected}, within(1e-12));
      // half of 1 MiB holds 127 rows
      assertThat(numbered(1, 4, 3_000)).containsExactly(whole, within(1e-12));
    }
  }

  /** Log weights k % 7 of draw k, whoever asks for how many at a time; a row takes 4 KiB. */
  private static double[] numbered(int mebibytes, int samples, long draws) {
    long[] drawn = new long[1];
    LogWeights weights =
        (batch, now, noise) -> {
          Tensors.zeros(ScalarType.Byte, batch.size() * now, 4_096);
          double[] logs = new double[(int) (now * batch.size())];
          for (int i = 0; i < logs.length; i++) {
            logs[i] = (double) ((drawn[0] + i / batch.size()) % 7);
          }
          drawn[0] = (drawn[0] + now) % draws; // the next sample begins anew
          return Tensors.of(logs, now, batch.size());
        };
    return new ImportanceSampler(weights, draws, mebibytes)
        .of(batch(samples, 0, 0), NOISE)
        .logMean();
  }

  @Test
  void piecesFitTheBudgetAndEverySampleHasItsDraws() {
    List<long[]> pieces = new ArrayList<>(); // draws, samples
    LogWeights weights =
        (batch, now, noise) -> {
          pieces.add(new long[] {now, batch.size()});
          Tensor held = Tensors.zeros(ScalarType.Double, now, batch.size(), 1_000);
          return Tensors.sum(held, 2);
        };
    try (Scope scope = Scope.open()) {
      for (long draws : new long[] {5, 1_000}) {
        pieces.clear();
        new ImportanceSampler(weights, draws, 1).of(batch(40, 0, 0), NOISE);

        // 8,008 bytes a row, half of 1 MiB
        assertThat(pieces).allSatisfy(p -> assertThat(p[0] * p[1]).isLessThanOrEqualTo(65));
        assertThat(pieces.stream().mapToLong(p -> p[0] * p[1]).sum()).isEqualTo(40 * draws);
        assertThat(pieces.stream().mapToLong(p -> p[0] * p[1]).max().orElseThrow())
            .isGreaterThan(50);
      }
    }
  }

  @Test
  void aSampleNoDrawExplainsHasNoLikelihood() {
    try (Scope scope = Scope.open()) {
      LogWeights none =
          (batch, now, noise) ->
              Tensors.full(Double.NEGATIVE_INFINITY, ScalarType.Double, now, batch.size());

      assertThat(new ImportanceSampler(none, 20, MIB).of(batch(1, 0, 0), NOISE).logMean())
          .containsExactly(Double.NEGATIVE_INFINITY);
    }
  }

  private static ImportanceSampler.Estimate estimate(
      LinearGaussian model, Set<String> given, long draws, Batch batch) {
    return new ImportanceSampler(LogWeights.evidence(model, given), draws, MIB).of(batch, NOISE);
  }

  /** So many times the same pair. */
  private static Batch batch(int size, double a, double b) {
    double[] pairs =
        DoubleStream.iterate(0, i -> i + 1).limit(2L * size).map(i -> i % 2 == 0 ? a : b).toArray();
    return LinearGaussian.data(pairs)
        .samples(Split.TEST)
        .gather(0, LongStream.range(0, size).toArray());
  }
}

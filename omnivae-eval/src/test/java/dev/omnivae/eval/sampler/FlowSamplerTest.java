package dev.omnivae.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two numbers a and b of a known joint distribution; the code given both is a. So what is drawn
 * given nothing is a, and what is drawn given b is a given b.
 */
class FlowSamplerTest {
  private static final int DRAWS = 10_000;
  private static final FitSettings SETTINGS = new FitSettings(4_000, 1_200, 1, 1, 64, 2);

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static double[] moments(Tensor codes) {
    double[] values = Tensors.doubles(codes);
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
    return new double[] {mean, Math.sqrt(variance)};
  }

  /** The code given b, drawn {@link #DRAWS} times. */
  private static Tensor given(Sampler sampler, double b, Noise noise) {
    Batch batch = Numbers.batch(new double[] {0}, new double[] {b}).given(Set.of("b"));
    return sampler.draw(batch, DRAWS, noise).shared();
  }

  @Test
  void aCorrelatedPairIsLearntWithItsConditionals() {
    double correlation = 0.8;
    long seed = 1;
    try (Scope scope = Scope.open()) {
      Sampler sampler =
          new FlowSampler.Provider().fit(Numbers.correlated(2, correlation, SETTINGS, seed));

      // a ~ N(3, 2²), b ~ N(-1, 1), correlation 0.8. A network of this size after 1,200 steps is
      // within a tenth of a deviation; sampling errors are below 0.03
      double[] joint = moments(sampler.draw(DRAWS, Noise.of(seed, 0, 1)).shared());
      assertThat(joint[0]).as("seed %d", seed).isEqualTo(3, within(0.2));
      assertThat(joint[1]).isEqualTo(2, within(0.2));
      for (double b : new double[] {-2, -1, 0.5}) {
        // E[a | b] = 3 + 2 ρ (b + 1), sd 2 √(1 - ρ²)
        double[] conditional = moments(given(sampler, b, Noise.of(seed, 0, 2)));
        assertThat(conditional[0]).isEqualTo(3 + 2 * correlation * (b + 1), within(0.25));
        assertThat(conditional[1]).isEqualTo(2 * Math.sqrt(1 - 0.64), within(0.2));
      }
    }
  }

  @Test
  void whichOfTwoIsTheOnePairedWithWhatIsGiven() {
    long seed = 2;
    try (Scope scope = Scope.open()) {
      Sampler sampler = new FlowSampler.Provider().fit(Numbers.twoClusters(SETTINGS, seed));

      // a is -2 or 2 with deviation 0.3, b beside it -1 or 1 with deviation 0.2
      double[] left = Tensors.doubles(given(sampler, -1, Noise.of(seed, 0, 1)));
      double[] drawn = Tensors.doubles(sampler.draw(DRAWS, Noise.of(seed, 0, 2)).shared());
      assertThat(Arrays.stream(left).filter(a -> a < 0).count())
          .as("seed %d", seed)
          .isGreaterThan(99 * DRAWS / 100);
      assertThat(Arrays.stream(drawn).filter(a -> a < 0).count() / (double) DRAWS)
          .isEqualTo(0.5, within(0.05));
      // straight lines leave few between
      assertThat(Arrays.stream(drawn).filter(a -> Math.abs(a) < 1).count())
          .isLessThan(5 * DRAWS / 100);
    }
  }

  @Test
  void aModalityThatSomeSamplesLackIsLearntFromTheOthers() {
    long seed = 3;
    try (Scope scope = Scope.open()) {
      Sampler sampler =
          new FlowSampler.Provider().fit(Numbers.correlatedLackingHalf(0.8, SETTINGS, seed));

      double[] conditional = moments(given(sampler, 0.5, Noise.of(seed, 0, 1)));
      assertThat(conditional[0]).as("seed %d", seed).isEqualTo(3 + 1.6 * 1.5, within(0.3));
      assertThat(conditional[1]).isEqualTo(1.2, within(0.25));
    }
  }

  @Test
  void oneModalityHasNothingToBeGiven() {
    try (Scope scope = Scope.open()) {
      FitSettings few = new FitSettings(100, 5, 1, 1, 8, 1);
      Sampler sampler = new FlowSampler.Provider().fit(Numbers.alone(few, 4));

      assertThat(sampler.conditional()).isFalse();
      assertThat(Tensors.shape(sampler.draw(3, Noise.of(1, 0, 0)).shared()))
          .containsExactly(1, 3, 1);
    }
  }
}

package dev.omnivae.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared and private codes that every sampler draws together as the model has them. */
class JointMomentsTest {
  private static final int DRAWS = 10_000;
  private static final FitSettings SETTINGS = new FitSettings(4_000, 1_500, 3, 1, 64, 2);

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gmm", "maf", "iaf", "flow"})
  void sharedAndPrivateCodesAreCorrelatedAsInTheData(String name) {
    long seed = 5;
    try (Scope scope = Scope.open()) {
      Sampler sampler =
          Extensions.of(SamplerProvider.class, "sampler")
              .get(name)
              .fit(Numbers.correlated(2, 0.8, SETTINGS, seed));

      Latents drawn = sampler.draw(DRAWS, Noise.of(seed, 0, 1));

      double[] a = Tensors.doubles(drawn.shared());
      double[] b = Tensors.doubles(drawn.of(Latents.own("b")));
      // a ~ N(3, 2²), b ~ N(-1, 1), correlation 0.8; within a tenth of a deviation, since 4,000
      // samples and 10,000 draws have standard errors of 0.016 and 0.01 and networks are small
      assertThat(mean(a, a, 0)).as("seed %d", seed).isEqualTo(3, within(0.2));
      assertThat(mean(b, b, 0)).isEqualTo(-1, within(0.1));
      assertThat(mean(a, a, 2)).isEqualTo(4, within(0.6));
      assertThat(mean(b, b, 2)).isEqualTo(1, within(0.15));
      double correlation = mean(a, b, 2) / Math.sqrt(mean(a, a, 2) * mean(b, b, 2));
      assertThat(correlation).isEqualTo(0.8, within(0.05));
    }
  }

  /** The mean of x, or of (x - its mean)(y - its mean) where {@code order} is 2. */
  private static double mean(double[] x, double[] y, int order) {
    double mx = java.util.Arrays.stream(x).average().orElseThrow();
    double my = java.util.Arrays.stream(y).average().orElseThrow();
    if (order == 0) {
      return mx;
    }
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - mx) * (y[i] - my);
    }
    return sum / x.length;
  }
}

package dev.omnivae.core.network.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SpectralNormTest {
  /** Singular values 3 √5 and √5. */
  private static final double[] KNOWN = {3, 0, 4, 5};

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static SpectralNorm norm(ParameterStore store) {
    SpectralNorm norm = new SpectralNorm(store.root(), 2);
    Toy.allocate(store, 1);
    return norm;
  }

  @Test
  void findsTheLargestSingularValue() {
    try (Scope scope = Scope.open()) {
      SpectralNorm norm = norm(new ParameterStore());
      Tensor weight = Tensors.of(KNOWN, 2, 2, 1, 1);

      Tensor normalised = weight;
      for (int i = 0; i < 40; i++) {
        normalised = norm.of(weight, true);
      }

      // errors shrink by 1/9 an iteration; what is left is the 1e-12 that keeps norms above 0
      double sigma = KNOWN[0] / Tensors.doubles(normalised)[0];
      assertThat(sigma).isCloseTo(3 * Math.sqrt(5), within(1e-10));
    }
  }

  @Test
  void standsStillAsAJudge() {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();
      SpectralNorm norm = norm(store);
      Tensor weight = Tensors.of(KNOWN, 2, 2);
      double[] before = Tensors.doubles(Toy.buffer(store, "u"));

      norm.of(weight, false);
      assertThat(Tensors.doubles(Toy.buffer(store, "u"))).containsExactly(before);
      norm.of(weight, true);
      assertThat(Tensors.doubles(Toy.buffer(store, "u"))).isNotEqualTo(before);
    }
  }

  @Test
  void itsGradientIsThatOfTheQuotient() {
    try (Scope scope = Scope.open()) {
      // given converged vectors, for which d sigma = u v', whose product with W is sigma
      SpectralNorm norm = norm(new ParameterStore());
      Tensor weight = Tensors.of(KNOWN, 2, 2);
      for (int i = 0; i < 40; i++) {
        norm.of(weight, true);
      }
      Tensor leaf = weight.clone().requires_grad_(true);

      // when W / sigma is moved along W, which changes nothing
      Tensor out = norm.of(leaf, true).sum();
      out.backward();

      // then the slope along W is 0
      assertThat(Tensors.item(leaf.grad().mul(weight).sum())).isCloseTo(0, within(1e-12));
      assertThat(Tensors.item(leaf.grad().abs().sum())).isGreaterThan(0.01);
    }
  }
}

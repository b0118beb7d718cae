package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GradientPenaltyTest {
  private static final Offset<Double> TINY = Offset.offset(1e-9); // what keeps the root finite

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void ofALinearCriticItIsThatOfItsWeights() {
    try (Scope scope = Scope.open()) {
      // given D(x) = w x, whose slope is w everywhere: |w| = 5
      Tensor w = Tensors.of(new double[] {3, 4}, 2).requires_grad_(true);
      Tensor x = Noise.of(1, 0, 0).normal(w.detach(), 3, 2);

      Tensor penalty = GradientPenalty.of(at -> at.matmul(w).unsqueeze(1), x);
      penalty.mean().backward();

      // then P = (5 - 1)^2, dP/dw = 2 (5 - 1) w / 5
      assertThat(Tensors.doubles(penalty)).containsExactly(new double[] {16, 16, 16}, TINY);
      assertThat(Tensors.doubles(w.grad())).containsExactly(new double[] {4.8, 6.4}, TINY);
    }
  }

  @Test
  void aFlatCriticHasAFiniteGradient() {
    try (Scope scope = Scope.open()) {
      Tensor w = Tensors.of(new double[] {0, 0}, 2).requires_grad_(true);
      Tensor x = Noise.of(1, 0, 0).normal(w.detach(), 3, 2);

      Tensor penalty = GradientPenalty.of(at -> at.matmul(w).unsqueeze(1), x);
      penalty.mean().backward();

      assertThat(Tensors.doubles(w.grad())).containsExactly(0, 0);
    }
  }

  @Test
  void pointsLieBetweenRealAndGenerated() {
    try (Scope scope = Scope.open()) {
      Tensor real = Tensors.of(new double[] {1, 2}, 2, 1);
      Tensor fake = Tensors.of(new double[] {5, 6}, 2, 1);
      Tensor epsilon = Tensors.of(new double[] {0.25, 1}, 2, 1);

      assertThat(Tensors.doubles(GradientPenalty.between(real, fake, epsilon)))
          .containsExactly(4, 2);
    }
  }
}

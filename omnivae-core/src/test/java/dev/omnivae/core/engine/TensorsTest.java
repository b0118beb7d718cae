package dev.omnivae.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TensorsTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void arraysOfEveryTypeComeBackAsTheyWere() {
    try (Scope scope = Scope.open()) {
      float[] floats = {1.5f, -0f, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN};
      double[] doubles = {Math.PI, -1e300, 0, Double.POSITIVE_INFINITY};
      long[] longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE};
      byte[] bytes = {0, 1, 127, (byte) 128, (byte) 255};

      assertThat(Tensors.floats(Tensors.of(floats, 5))).containsExactly(floats);
      assertThat(Tensors.doubles(Tensors.of(doubles, 2, 2))).containsExactly(doubles);
      assertThat(Tensors.longs(Tensors.of(longs, 4))).containsExactly(longs);
      assertThat(Tensors.longs(Tensors.of(bytes, 5))).containsExactly(0, 1, 127, 128, 255);
      assertThat(Tensors.of(floats, 5).scalar_type().intern()).isEqualTo(ScalarType.Float);
      assertThat(Tensors.of(doubles, 4).scalar_type().intern()).isEqualTo(ScalarType.Double);
      assertThat(Tensors.of(longs, 4).scalar_type().intern()).isEqualTo(ScalarType.Long);
      assertThat(Tensors.of(bytes, 5).scalar_type().intern()).isEqualTo(ScalarType.Byte);
    }
  }

  @Test
  void aTensorOwnsACopyOfTheArrayItWasMadeFrom() {
    try (Scope scope = Scope.open()) {
      // given tensors whose arrays and their native twins are gone
      float[] values = new float[1000];
      java.util.Arrays.fill(values, 7);
      Tensor kept;
      try (Scope inner = Scope.open()) {
        kept = inner.keep(Tensors.of(values, 10, 100));
      }
      java.util.Arrays.fill(values, 0);
      for (int i = 0; i < 100; i++) {
        try (Scope other = Scope.open()) {
          Tensors.of(values, 1000); // takes the memory that a dangling view would read
        }
      }

      assertThat(Tensors.floats(kept)).containsOnly(7);
    }
  }

  @Test
  void elementsAreReadInRowMajorOrderWhateverTheStrides() {
    try (Scope scope = Scope.open()) {
      Tensor transposed = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).t();

      assertThat(Tensors.shape(transposed)).containsExactly(3, 2);
      assertThat(Tensors.floats(transposed)).containsExactly(1, 4, 2, 5, 3, 6);
      assertThat(Tensors.doubles(transposed)).containsExactly(1, 4, 2, 5, 3, 6);
      assertThat(Tensors.longs(transposed)).containsExactly(1, 4, 2, 5, 3, 6);
    }
  }

  @Test
  void reductionsTakeAxesFromEitherEnd() {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.of(new double[] {1, 2, 3, 4, 5, 6}, 1, 2, 3);

      assertThat(Tensors.doubles(Tensors.sum(x, 1))).containsExactly(5, 7, 9);
      assertThat(Tensors.doubles(Tensors.mean(x, -1))).containsExactly(2, 5);
      assertThat(Tensors.doubles(Tensors.sumLast(x, 2))).containsExactly(21);
      assertThat(Tensors.doubles(Tensors.sumLast(x, 0))).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(Tensors.item(Tensors.logSumExp(Tensors.zeros(ScalarType.Double, 4), 0)))
          .isEqualTo(Math.log(4));
      assertThat(Tensors.item(Tensors.plus(Tensors.times(Tensors.scalar(2, x), 3), 1)))
          .isEqualTo(7);
    }
  }

  @Test
  void stackingMakesAnAxisAndJoiningExtendsOne() {
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.of(new float[] {1, 2}, 2);
      Tensor b = Tensors.of(new float[] {3, 4}, 2);

      assertThat(Tensors.shape(Tensors.stack(List.of(a, b), 0))).containsExactly(2, 2);
      assertThat(Tensors.floats(Tensors.stack(List.of(a, b), 1))).containsExactly(1, 3, 2, 4);
      assertThat(Tensors.floats(Tensors.cat(List.of(a, b), 0))).containsExactly(1, 2, 3, 4);
      assertThat(Tensors.prepend(new long[] {3, 4}, 1, 2)).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void gradientsAreOffInsideNoGradAndCanBeTurnedOnAgain() {
    try (Scope scope = Scope.open()) {
      Tensor weight = Tensors.of(new float[] {2}, 1).set_requires_grad(true);

      try (NoGrad off = NoGrad.open()) {
        assertThat(Tensors.times(weight, 3).requires_grad()).isFalse();
        try (org.bytedeco.pytorch.AutoGradMode on = new org.bytedeco.pytorch.AutoGradMode(true)) {
          assertThat(Tensors.times(weight, 3).requires_grad()).isTrue();
        }
      }

      assertThat(Tensors.times(weight, 3).requires_grad()).isTrue();
    }
  }
}

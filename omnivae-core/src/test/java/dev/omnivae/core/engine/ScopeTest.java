package dev.omnivae.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScopeTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void whatIsAllocatedInsideIsFreedUnlessKept() {
    Tensor freed;
    Tensor kept;

    try (Scope scope = Scope.open()) {
      freed = Tensors.zeros(ScalarType.Float, 2);
      kept = scope.keep(Tensors.full(3, ScalarType.Float, 2));
    }

    assertThat(freed.isNull()).isTrue();
    assertThat(Tensors.floats(kept)).containsExactly(3, 3);
    kept.close();
    assertThat(kept.isNull()).isTrue();
  }

  @Test
  void anEnclosingScopeTakesOverWhatIsKept() {
    Tensor kept;

    try (Scope outer = Scope.open()) {
      try (Scope inner = Scope.open()) {
        kept = inner.keep(Tensors.full(3, ScalarType.Float, 2));
      }
      assertThat(Tensors.floats(kept)).containsExactly(3, 3);
    }

    assertThat(kept.isNull()).isTrue();
  }

  @Test
  void memoryIsThatOfTheTensorsItOwnsViewsOfOneCountedOnce() {
    try (Scope outer = Scope.open()) {
      Tensor outside = Tensors.zeros(ScalarType.Float, 1000);
      try (Scope scope = Scope.open()) {
        assertThat(scope.bytes()).isZero();

        Tensor made = Tensors.zeros(ScalarType.Double, 10, 4);
        made.narrow(0, 0, 5);
        made.unsqueeze(0).expand(1000, 10, 4);
        assertThat(scope.bytes()).isEqualTo(10 * 4 * 8);

        scope.keep(made.add(made));
        assertThat(scope.bytes()).isEqualTo(10 * 4 * 8);
        assertThat(outside.numel()).isEqualTo(1000);
      }
    }
  }

  @Test
  void anAdoptedTensorIsFreedWithTheScope() throws InterruptedException {
    Tensor[] made = new Tensor[1];
    Thread other =
        new Thread(
            () -> {
              try (Scope scope = Scope.open()) {
                made[0] = scope.keep(Tensors.full(3, ScalarType.Float, 2));
              }
            });
    other.start();
    other.join();

    try (Scope scope = Scope.open()) {
      assertThat(Tensors.floats(scope.adopt(made[0]))).containsExactly(3, 3);
    }

    assertThat(made[0].isNull()).isTrue();
  }
}

package dev.omnivae.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MemoryTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void residentMemoryIsFlatOverStepsInScopes() {
    // given a step that allocates 24 MB in three tensors, gradients among them
    Tensor weight = Tensors.zeros(ScalarType.Float, 1000, 1000).set_requires_grad(true);
    for (int i = 0; i < 20; i++) {
      step(weight);
    }
    double before = Memory.rssMib();

    // when 300 steps allocate 7 GB
    for (int i = 0; i < 300; i++) {
      step(weight);
    }

    // then less than one of them is left: the allocator and the JVM move by some MB
    assertThat(Memory.rssMib() - before).isLessThan(64);
    weight.close();
  }

  @Test
  void whatIsHeldShowsInResidentAndPeakMemory() {
    double before = Memory.rssMib();
    double peak;
    try (Scope scope = Scope.open()) {
      Tensors.full(1, ScalarType.Float, 64, 1 << 20); // 256 MiB, written

      assertThat(Memory.rssMib()).isGreaterThan(before + 200);
      peak = Memory.peakRssMib();
    }

    assertThat(peak).isGreaterThan(before + 200);
    // The kernel sums its per-thread counters now and then: they lag by some pages.
    assertThat(Memory.peakRssMib()).isGreaterThan(peak - 1);
    assertThat(Memory.rssMib()).isLessThan(peak - 200);
  }

  private static void step(Tensor weight) {
    try (Scope scope = Scope.open()) {
      Tensor loss = weight.mul(weight).add(weight).sum();
      loss.backward();
      weight.mutable_grad().zero_();
    }
  }
}

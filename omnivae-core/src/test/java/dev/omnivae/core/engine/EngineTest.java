package dev.omnivae.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.omnivae.core.config.InputException;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EngineTest {
  @AfterAll
  static void allCores() {
    Engine.start(0);
  }

  @Test
  void aSecondStartSetsThreadsAndZeroTakesAllCores() {
    Engine.start(1);
    assertThat(torch.get_num_threads()).isEqualTo(1);

    Engine.start(2);
    assertThat(torch.get_num_threads()).isEqualTo(2);

    Engine.start(0);
    assertThat(torch.get_num_threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void startingFromManyThreadsAtOnceIsSafe() throws InterruptedException {
    List<Thread> threads =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(i -> new Thread(() -> Engine.start(1)))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(torch.get_num_threads()).isEqualTo(1);
  }

  @Test
  void theDeviceOutlivesAScopeItWasChosenIn() {
    try (Scope scope = Scope.open()) {
      Engine.start("cpu", 1);
    }

    assertThat(Engine.device().is_cpu()).isTrue();
  }

  @Test
  void autoTakesTheCpuWhereThereIsNoCuda() {
    Engine.start("auto", 1);

    assertThat(Engine.device().is_cuda()).isEqualTo(torch.hasCUDA());
  }

  @Test
  void theReportSaysWhetherMallocKeepsWhatAStepFrees() {
    assertThat(EngineReport.malloc(Map.of()).note()).contains("native.env");
    assertThat(EngineReport.malloc(Map.of("MALLOC_TRIM_THRESHOLD_", "4294967296")).value())
        .isEqualTo("keeps 4294967296 bytes");
  }

  @Test
  void cudaWhereThereIsNoneIsOneLine() {
    Engine.start(1);
    assumeThat(torch.hasCUDA()).isFalse();

    assertThatThrownBy(() -> Engine.start("cuda", 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "device must be cpu or auto on this machine, got cuda; the libtorch on the class path"
                + " is built without CUDA: see `omnivae doctor`");
  }

  @Test
  void anotherDeviceAndNegativeThreadsAreOneLineEach() {
    assertThatThrownBy(() -> Engine.start("tpu", 1))
        .isInstanceOf(InputException.class)
        .hasMessage("device must be one of cpu, cuda, auto, got tpu; auto takes the fastest");
    assertThatThrownBy(() -> Engine.start(-1))
        .isInstanceOf(InputException.class)
        .hasMessage("threads must be 0 or more, got -1; 0 takes all cores");
  }

  @Test
  void theReportSaysWhatWasFoundAndWhy() {
    Engine.start(2);

    EngineReport report = Engine.report();

    assertThat(report.get("threads.aten")).isEqualTo("2");
    assertThat(report.get("threads.openmp")).isEqualTo("2");
    assertThat(report.get("libtorch")).matches("\\d+\\.\\d+\\.\\d+-.*");
    assertThat(report.get("device")).isEqualTo("cpu");
    boolean mkl = NativeLibraries.hasMkl();
    assertThat(report.get("blas")).isEqualTo(mkl ? "mkl" : "openblas");
    assertThat(report.get("threads.blas")).isEqualTo(mkl ? "2" : "1");
    assertThat(report.toMap()).containsEntry("platform", NativeLibraries.platform());
    assertThat(report.toMap().get("blas.note")).isNotBlank();
    assertThat(report.toString().lines()).hasSameSizeAs(report.rows());
    assertThat(report.toString()).contains("cuda ");
    assumeThat(torch.hasCUDA()).isFalse();
    assertThat(report.toMap())
        .containsEntry("cuda", "no")
        .containsEntry("cuda.note", "the libtorch on the class path is built without CUDA");
  }

  @Test
  void numbersTooSmallForFullPrecisionAreFlushedToZero() {
    Engine.start(1);
    try (Scope scope = Scope.open()) {
      // 1e-20 squared is 1e-40, below the smallest normal float32 1.2e-38
      var tiny = Tensors.of(new float[] {1e-20f}, 1);

      assertThat(Tensors.floats(tiny.mul(tiny))[0]).isZero();
    }
  }
}

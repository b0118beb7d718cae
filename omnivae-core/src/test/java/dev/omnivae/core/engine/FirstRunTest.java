package dev.omnivae.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new machine: processes of their own over an empty cache of native libraries. One test, since
 * each empty cache is about 900 MB to unpack.
 */
class FirstRunTest {
  @TempDir Path temp;

  @Test
  void aKilledFirstRunAndTwoAtOnceAfterItEndWellAndTheNextIsSilent() throws Exception {
    // given a first run that is killed while it unpacks
    Path cache = temp.resolve("cache");
    Run killed = new Run(cache, temp.resolve("killed.txt"));
    killed.awaits("unpacking: 30 %");
    killed.process.destroyForcibly().waitFor();
    long left = size(cache);

    // when two start at once
    Run first = new Run(cache, temp.resolve("first.txt"));
    Run second = new Run(cache, temp.resolve("second.txt"));
    int firstCode = first.ends();
    int secondCode = second.ends();

    // then both compute, one unpacked what was missing and the other waited for it
    assertThat(firstCode).as(first.text()).isZero();
    assertThat(secondCode).as(second.text()).isZero();
    assertThat(first.text()).contains("sum 8.0");
    assertThat(second.text()).contains("sum 8.0");
    String both = first.text() + second.text();
    assertThat(both).contains("into " + cache.toRealPath());
    assertThat(both.split("first run: unpacking", -1)).as(both).hasSize(2);
    assertThat(both).contains("waiting for it");
    assertThat(left).isPositive().isLessThan(size(cache));
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.filter(f -> f.toString().endsWith(".part"))).isEmpty();
    }

    // and the next run has nothing to say
    Run next = new Run(cache, temp.resolve("next.txt"));
    assertThat(next.ends()).as(next.text()).isZero();
    assertThat(next.text()).isEqualToIgnoringNewLines("sum 8.0");
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> Files.isRegularFile(f)).mapToLong(f -> f.toFile().length()).sum();
    }
  }

  /** The program that each process runs. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Engine.start(1);
      try (Scope scope = Scope.open()) {
        org.bytedeco.pytorch.Tensor ones =
            Tensors.full(1, org.bytedeco.pytorch.global.torch.ScalarType.Float, 2, 2);
        System.out.println("sum " + Tensors.item(Tensors.sum(ones.matmul(ones), 0, 1)));
      }
    }
  }

  private static final class Run {
    final Process process;
    private final Path output;

    Run(Path cache, Path output) throws IOException {
      this.output = output;
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Program.class.getName())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    }

    void awaits(String line) throws Exception {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!text().contains(line)) {
        assertThat(System.nanoTime()).as("waiting for %s in %s", line, text()).isLessThan(deadline);
        assertThat(process.isAlive()).as(text()).isTrue();
        Thread.sleep(10);
      }
    }

    int ends() throws InterruptedException {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    String text() throws IOException {
      return Files.readString(output);
    }
  }
}

package dev.omnivae.benchmarks;

import dev.omnivae.core.engine.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** What work needs beyond what is resident before it. Linux only; NaN elsewhere. */
final class PeakMemory {
  /** Writing 5 sets the peak back to what is resident now. */
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private PeakMemory() {}

  /** MiB. */
  static double of(Runnable work) {
    if (!Files.isWritable(RESET)) {
      return Double.NaN;
    }
    Pointer.trimMemory(); // what malloc keeps would hide what the work takes
    double before = Memory.rssMib();
    try {
      Files.writeString(RESET, "5");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    work.run();
    return Memory.peakRssMib() - before;
  }
}

package dev.omnivae.core.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** What this process holds of the machine's memory, in MiB. */
public final class Memory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double MIB = 1 << 20;
  private static double peak;

  private Memory() {}

  /** Resident now: Java heap, libtorch and the libraries' own pages. */
  public static double rssMib() {
    double resident = status("VmRSS:");
    return resident >= 0 ? resident : observed();
  }

  /**
   * The most that was ever resident; where the system does not keep it, the most that any call here
   * has seen.
   */
  public static double peakRssMib() {
    double highest = status("VmHWM:");
    return highest >= 0 ? highest : Math.max(observed(), peak);
  }

  private static synchronized double observed() {
    double resident = Pointer.physicalBytes() / MIB;
    peak = Math.max(peak, resident);
    return resident;
  }

  /** A line of Linux's account of this process, in MiB; -1 elsewhere. */
  private static double status(String key) {
    if (Files.isReadable(STATUS)) {
      try {
        for (String line : Files.readAllLines(STATUS)) {
          if (line.startsWith(key)) {
            return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
          }
        }
      } catch (IOException e) {
        return -1;
      }
    }
    return -1;
  }
}

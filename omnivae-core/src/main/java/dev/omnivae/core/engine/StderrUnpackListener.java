package dev.omnivae.core.engine;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/** One line before, one each tenth, one after. */
final class StderrUnpackListener implements UnpackListener {
  private final PrintStream out;
  private long tenths;

  StderrUnpackListener(PrintStream out) {
    this.out = out;
  }

  @Override
  public void begins(Path cache, long bytes) {
    tenths = 0;
    out.printf(
        Locale.ROOT,
        "first run: unpacking native libraries (libtorch, BLAS), %d MB, into %s%n",
        megabytes(bytes),
        cache);
  }

  @Override
  public void advanced(long done, long total) {
    long now = total == 0 ? 10 : 10 * done / total;
    if (now > tenths && now < 10) {
      tenths = now;
      out.printf(Locale.ROOT, "unpacking: %d %%%n", 10 * now);
    }
  }

  @Override
  public void waits(Path cache) {
    out.printf(
        Locale.ROOT,
        "another process is unpacking native libraries into %s, waiting for it%n",
        cache);
  }

  @Override
  public void done(Path cache, long bytes, double seconds) {
    out.printf(Locale.ROOT, "unpacked %d MB in %.1f s%n", megabytes(bytes), seconds);
  }

  private static long megabytes(long bytes) {
    return Math.round(bytes / 1e6);
  }
}

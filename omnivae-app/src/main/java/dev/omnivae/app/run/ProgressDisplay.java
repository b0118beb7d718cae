package dev.omnivae.app.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Progress on stderr: a bar with speed and time left on a terminal, a plain line every few seconds
 * elsewhere. One task at a time.
 */
public final class ProgressDisplay implements AutoCloseable {
  /** One less than the terminal has, which the launcher tells: a full line would wrap. */
  private static final int WIDTH =
      Math.max(40, Math.min(140, Integer.getInteger("omnivae.columns", 80))) - 1;

  private static final long PLAIN_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintStream err;
  private final boolean terminal;
  private @Nullable ProgressBar bar;
  private String task = "";
  private long first = -1;
  private long startedNanos;
  private long lastNanos;

  /**
   * Shows nothing yet.
   *
   * @param terminal whether a bar that overwrites itself can be seen
   */
  public ProgressDisplay(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /** One line, in place of the bar where there is one; the bar comes back below. */
  public void say(String line) {
    if (bar != null) {
      err.print("\r" + " ".repeat(WIDTH - 1) + "\r");
    }
    err.println(line);
  }

  /**
   * So many units of a task are done. Another task than the last ends that one.
   *
   * @param unit what is counted: "steps"
   * @param note stands behind: speed, loss
   */
  public void at(String name, long done, long total, String unit, String note) {
    if (!name.equals(task)) {
      begin(name, done, total);
    }
    ProgressBar current = bar;
    if (current != null) {
      current.stepTo(done);
      current.setExtraMessage(" " + note);
      return;
    }
    long now = System.nanoTime();
    if (now - lastNanos >= PLAIN_EVERY_NANOS || done == total) {
      lastNanos = now;
      err.println(line(done, total, unit, (now - startedNanos) / 1e9, note));
    }
  }

  private void begin(String name, long done, long total) {
    close();
    task = name;
    first = done;
    startedNanos = System.nanoTime();
    lastNanos = startedNanos;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(total)
              .startsFrom(done, Duration.ZERO)
              .setUnit("", 1) // the width is better spent on the bar
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
              .build();
    }
  }

  private String line(long done, long total, String unit, double seconds, String note) {
    String left = "";
    if (done > first && done < total) {
      long estimate = Math.round((total - done) * seconds / (done - first));
      left =
          ", "
              + (estimate >= 90 ? Math.round(estimate / 60.0) + " min" : estimate + " s")
              + " left";
    }
    return String.format(
        Locale.ROOT,
        "%s: %.0f%%, %d of %d %s%s, %s",
        task,
        Math.floor(100.0 * done / Math.max(total, 1)),
        done,
        total,
        unit,
        left,
        note);
  }

  /** Ends the task. */
  @Override
  public void close() {
    ProgressBar current = bar;
    if (current != null) {
      current.close();
      bar = null;
    }
    task = "";
  }
}

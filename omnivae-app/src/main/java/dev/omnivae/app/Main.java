package dev.omnivae.app;

import dev.omnivae.app.command.Errors;
import dev.omnivae.app.command.Omnivae;
import dev.omnivae.core.engine.Scope;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The {@code omnivae} command. */
public final class Main {
  /** A process told to stop waits so long for the step it is in. */
  private static final long LONGEST_STEP_MILLIS = 10_000;

  private Main() {}

  public static void main(String[] args) {
    Thread command = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(command)));
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int code = run(out, err, Boolean.getBoolean("omnivae.terminal"), args);
    out.flush();
    err.flush();
    // libtorch's threads and the prefetcher's must not keep the process
    Runtime.getRuntime().halt(code);
  }

  /**
   * Ctrl-C or SIGTERM. What a run writes is renamed into place, so that stopping loses no more than
   * a kill.
   */
  private static void interrupted(Thread command) {
    Scope.stop();
    try {
      command.join(LONGEST_STEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody else waits for this thread
    }
    Runtime.getRuntime().halt(Errors.INTERRUPTED);
  }

  /**
   * Runs one command in this process.
   *
   * @param out takes results
   * @param err takes progress and errors
   * @param terminal whether {@code err} is one, so that a bar can be drawn
   * @return the exit code: 0 done, 1 failed while running, 2 the user's input was wrong, 130
   *     interrupted
   */
  public static int run(PrintStream out, PrintStream err, boolean terminal, String... args) {
    Omnivae omnivae = new Omnivae(out, err, terminal, args);
    CommandLine line = omnivae.commandLine();
    Errors errors = new Errors(omnivae);
    line.setParameterExceptionHandler((wrong, typed) -> errors.wrongInput(wrong));
    line.setExecutionExceptionHandler((failure, at, parsed) -> errors.failed(failure));
    try {
      return line.execute(args);
    } catch (Throwable failure) { // an Error: out of memory, natives that do not load
      return errors.failed(failure);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}

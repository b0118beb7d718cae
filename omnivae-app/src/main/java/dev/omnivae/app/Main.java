package dev.omnivae.app;

import dev.omnivae.app.command.Errors;
import dev.omnivae.app.command.Omnivae;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The {@code omnivae} command. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // An orderly exit would run libtorch's destructors under a training thread and crash; what a
    // run
    // writes is renamed into place, so a halt loses no more than a kill. 130: interrupted.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(130)));
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int code = run(out, err, Boolean.getBoolean("omnivae.terminal"), args);
    out.flush();
    err.flush();
    // libtorch's threads and the prefetcher's must not keep the process
    Runtime.getRuntime().halt(code);
  }

  /**
   * Runs one command in this process.
   *
   * @param out takes results
   * @param err takes progress and errors
   * @param terminal whether {@code err} is one, so that a bar can be drawn
   * @return the exit code: 0 done, 1 failed while running, 2 the user's input was wrong
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

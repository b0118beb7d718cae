package dev.omnivae.app.command;

import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.config.OmniVaeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Whatever goes wrong, as one line on stderr and an exit code. */
public final class Errors {
  /** Exit code of a command that Ctrl-C or SIGTERM ended. */
  public static final int INTERRUPTED = 130;

  private final Omnivae omnivae;

  public Errors(Omnivae omnivae) {
    this.omnivae = omnivae;
  }

  /** A command line that cannot be parsed: exit code 2. */
  public int wrongInput(CommandLine.ParameterException e) {
    trace(e);
    say(line(e));
    return 2;
  }

  /** An exception while running: its own exit code, 1 for what nobody foresaw. */
  public int failed(Throwable failure) {
    trace(failure);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CancellationException) {
        say("interrupted");
        return INTERRUPTED;
      }
      if (cause instanceof OmniVaeException known) {
        say(known.line());
        return known.exitCode();
      }
      if (String.valueOf(cause.getMessage()).contains("No space left on device")) {
        say(
            "the disk must have room, got 'No space left on device'; free some, then go on with"
                + " --resume");
        return 1;
      }
    }
    if (failure instanceof OutOfMemoryError) {
      say(
          "memory must suffice for the run, got %s; lower training.batch_size, or raise the heap with OMNIVAE_JAVA_OPTS=-Xmx8g"
              .formatted(first(failure)));
      return 1;
    }
    say(
        "unexpected %s; this is a fault of OmniVAE: run again with --debug and report the trace"
            .formatted(first(failure)));
    return 1;
  }

  private static String first(Throwable failure) {
    return failure.toString().lines().findFirst().orElse("error").strip();
  }

  private void say(String line) {
    omnivae.err().println("omnivae: " + line.replaceAll("\\R", " "));
  }

  private void trace(Throwable failure) {
    if (omnivae.debug()) {
      failure.printStackTrace(omnivae.err());
    }
  }

  private static String line(CommandLine.ParameterException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String help = "see " + spec.qualifiedName() + " --help";
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched().get(0), spec, help);
    }
    if (e instanceof CommandLine.MissingParameterException missing
        && !missing.getMissing().isEmpty()) {
      List<String> names = missing.getMissing().stream().map(Errors::label).toList();
      return "%s must be given, got nothing; %s".formatted(String.join(" and ", names), help);
    }
    if (e instanceof CommandLine.OverwrittenOptionException twice) {
      return "%s must be given once, got it twice; keep one"
          .formatted(label(twice.getOverwritten()));
    }
    ArgSpec argument = e.getArgSpec();
    if (argument != null && e.getValue() != null) {
      String rule =
          switch (argument.type().getSimpleName()) {
            case "int", "long", "Integer", "Long" -> "a whole number";
            default -> "of the right kind";
          };
      return "%s must be %s, got '%s'; %s".formatted(label(argument), rule, e.getValue(), help);
    }
    return e.getMessage() + "; " + help;
  }

  private static String unmatched(String word, CommandSpec spec, String help) {
    if (word.startsWith("-")) {
      List<String> options = new ArrayList<>();
      for (OptionSpec option : spec.options()) {
        options.add(option.longestName());
      }
      String name = word.replaceFirst("=.*", "");
      return "option must be a known one of '%s', got '%s'; %s"
          .formatted(spec.qualifiedName(), name, Nearest.hint(name, options));
    }
    if (!spec.subcommands().isEmpty()) {
      return "command must be a known one, got '%s'; %s"
          .formatted(word, Nearest.hint(word, spec.subcommands().keySet()));
    }
    return "%s must be given fewer arguments, got '%s' beyond them; %s"
        .formatted(spec.qualifiedName(), word, help);
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName()
        : argument.paramLabel().replaceAll("[<>]", "");
  }
}

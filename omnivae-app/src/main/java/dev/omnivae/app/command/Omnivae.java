package dev.omnivae.app.command;

import dev.omnivae.app.Version;
import dev.omnivae.app.recipe.Recipes;
import dev.omnivae.app.run.Json;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.zip.ZipFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of all commands: what they share. */
@Command(
    name = "omnivae",
    description = {
      "Trains, evaluates and samples variational autoencoders over one or many modalities.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    synopsisHeading = "Usage: ",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions of every command:%n",
    footerHeading = "%n",
    footer = {
      "Begin with:   omnivae train digits",
      "Then:         omnivae recipes, omnivae data list, omnivae COMMAND --help",
      "Exit codes:   0 done, 1 failed while running, 2 wrong input"
    },
    versionProvider = Omnivae.Versions.class)
public final class Omnivae implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final List<String> words;
  private ClassLoader loader = ownLoader();

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print the result as one JSON object.")
  private boolean json;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  @Option(
      names = "--plugins",
      split = ",",
      paramLabel = "JAR",
      scope = ScopeType.INHERIT,
      description = "Jars with readers, networks, objectives, metrics or recipes of your own.")
  private List<Path> plugins = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      scope = ScopeType.INHERIT,
      description = "Threads of the tensor library; all cores unless given.")
  private int threads;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("unused") // picocli shows the help by itself
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  @SuppressWarnings("unused") // picocli shows the version by itself
  private boolean version;

  /** A command line over these streams. */
  public Omnivae(PrintStream out, PrintStream err, boolean terminal, String... words) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.words = List.of(words);
  }

  /** The parser with all commands. */
  public CommandLine commandLine() {
    CommandLine line =
        new CommandLine(this)
            .addSubcommand(new TrainCommand(this))
            .addSubcommand(new EvaluateCommand(this))
            .addSubcommand(new SampleCommand(this))
            .addSubcommand(new TransferCommand(this))
            .addSubcommand(new CheckCommand(this))
            .addSubcommand(new ExploreCommand(this))
            .addSubcommand(new ReportCommand(this))
            .addSubcommand(new CompareCommand(this))
            .addSubcommand(new SweepCommand(this))
            .addSubcommand(new RecipesCommand(this).commandLine())
            .addSubcommand(new DataCommand(this).commandLine())
            .addSubcommand(new JshellCommand(this))
            .addSubcommand(new JupyterCommand().commandLine())
            .addSubcommand(new DoctorCommand(this));
    line.setUsageHelpAutoWidth(true);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setExecutionStrategy(
        parsed -> {
          try {
            open();
          } catch (InputException e) {
            // picocli hands only these to the handler of errors
            throw new CommandLine.ExecutionException(parsed.commandSpec().commandLine(), "", e);
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    return line;
  }

  @Override
  public Integer call() {
    commandLine().usage(out);
    return 0;
  }

  // ---- what commands use ----

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  boolean terminal() {
    return terminal;
  }

  boolean json() {
    return json;
  }

  boolean debug() {
    return debug || words.contains("--debug"); // also where parsing failed before it was seen
  }

  int threads() {
    return threads;
  }

  /** The command line as typed. */
  List<String> words() {
    return words;
  }

  List<Path> plugins() {
    return List.copyOf(plugins);
  }

  Recipes recipes() {
    return Recipes.of(loader);
  }

  /** Prints a result: as JSON where asked, else as the given lines. */
  void result(Object json, String lines) {
    out.print(this.json ? Json.text(json) : lines.endsWith("\n") ? lines : lines + "\n");
  }

  /** Starts libtorch on the threads asked for. */
  void startEngine() {
    Engine.start(threads);
  }

  private void open() {
    if (threads < 0) {
      throw InputException.of("--threads", "at least 0", threads, "0 stands for all cores");
    }
    List<URL> jars = new ArrayList<>();
    for (Path jar : plugins) {
      jars.add(readable(jar));
    }
    if (!jars.isEmpty()) {
      // left open: its classes are used until the process ends
      loader = new URLClassLoader(jars.toArray(URL[]::new), ownLoader());
    }
    Extensions.lookIn(loader);
  }

  private static URL readable(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw InputException.of("--plugins", "a jar that is there", jar, "check the path");
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return Path.of(zip.getName()).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new InputException(
          "--plugins must be a readable jar, got %s (%s); build it again"
              .formatted(jar, e.getMessage()),
          e);
    }
  }

  private static ClassLoader ownLoader() {
    return Objects.requireNonNull(Omnivae.class.getClassLoader());
  }

  /** What {@code --version} prints. */
  static final class Versions implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "omnivae " + Version.current(), "java " + System.getProperty("java.version")
      };
    }
  }
}

package dev.omnivae.app.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.engine.EngineReport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a run's numbers depend on beside the recipe: hardware and the code's commit. */
public final class Machine {
  private Machine() {}

  /** What the engine found, and the machine's cores, memory and operating system. */
  public static ObjectNode hardware(EngineReport engine) {
    ObjectNode hardware = Json.object();
    hardware.put("cores", Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      hardware.put("memory_mib", system.getTotalMemorySize() >> 20);
    }
    hardware.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    engine.toMap().forEach(hardware::put);
    return hardware;
  }

  /**
   * The commit the launcher's folder is at, with {@code -dirty} after changes; empty if unknown.
   */
  public static String commit() {
    String home = System.getProperty("omnivae.home", "");
    if (home.isEmpty() || !Files.exists(Path.of(home, ".git"))) {
      return "";
    }
    String commit = git(home, "rev-parse", "HEAD");
    return commit.isEmpty() || git(home, "status", "--porcelain").isEmpty()
        ? commit
        : commit + "-dirty";
  }

  private static String git(String home, String... arguments) {
    try {
      Process process =
          new ProcessBuilder(
                  Stream.concat(Stream.of("git", "-C", home), Stream.of(arguments)).toList())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : "";
    } catch (IOException e) {
      return ""; // no git here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** The words of a command line, quoted where a shell would need it. */
  public static String commandLine(List<String> words) {
    StringBuilder line = new StringBuilder("omnivae");
    for (String word : words) {
      boolean plain = word.matches("[A-Za-z0-9_./:=,@%+-]+");
      line.append(' ').append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return line.toString();
  }
}

package dev.omnivae.app.command;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What another JVM needs to know of this one to have the library on its class path. */
final class OwnJvm {
  /** Options without blanks. */
  static final List<String> OPTIONS =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions",
          "--enable-native-access=ALL-UNNAMED",
          "-Djava.awt.headless=true");

  private OwnJvm() {}

  /** This program's, its wildcard folders written out: JShell's compiler takes no wildcards. */
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
        .flatMap(OwnJvm::jars)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Stream<String> jars(String entry) {
    if (!entry.endsWith("*")) {
      return Stream.of(entry);
    }
    File[] files = new File(entry.substring(0, entry.length() - 1)).listFiles();
    return files == null
        ? Stream.empty()
        : Arrays.stream(files).map(File::getPath).filter(path -> path.endsWith(".jar")).sorted();
  }
}

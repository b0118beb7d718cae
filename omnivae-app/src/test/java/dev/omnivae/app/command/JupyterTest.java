package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code omnivae jupyter}, with a program of that name that writes down how it was started. */
@DisabledOnOs(OS.WINDOWS)
class JupyterTest {
  @TempDir Path temp;

  /** One with these kernels, as JSON. */
  private Path jupyter(String kernels) throws IOException {
    Path program = temp.resolve("jupyter");
    Files.writeString(
        program,
        """
        #!/bin/sh
        if [ "$1" = kernelspec ]; then echo '{"kernelspecs": %s}'; exit 0; fi
        for word in "$@"; do echo "word=$word"; done > '%s'
        env >> '%s'
        exit 3
        """
            .formatted(kernels, temp.resolve("seen"), temp.resolve("seen")));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  @Test
  void itsKernelsHaveTheLibraryAndThisJava() throws IOException {
    Path program = jupyter("{\"java\": {}}");

    Cli.Outcome outcome =
        Cli.run("jupyter", "--jupyter", program.toString(), "execute", "--inplace", "a b.ipynb");

    assertThat(outcome.code()).as("jupyter's own").isEqualTo(3);
    List<String> seen = Files.readAllLines(temp.resolve("seen"));
    assertThat(seen).startsWith("word=execute", "word=--inplace", "word=a b.ipynb");
    String classPath = value(seen, "JJAVA_CLASSPATH");
    assertThat(classPath.split(File.pathSeparator))
        .anyMatch(entry -> entry.contains("omnivae-data"))
        .noneMatch(entry -> entry.endsWith("*"));
    assertThat(value(seen, "JJAVA_JVM_OPTS")).contains("-Djava.awt.headless=true");
    assertThat(value(seen, "PATH"))
        .startsWith(Path.of(System.getProperty("java.home"), "bin") + File.pathSeparator);
  }

  private static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "="))
        .findFirst()
        .orElse("")
        .substring(name.length() + 1);
  }

  @Test
  void withoutWordsItOpensTheLab() throws IOException {
    Cli.run("jupyter", "--jupyter", jupyter("{\"java\": {}}").toString());

    assertThat(Files.readAllLines(temp.resolve("seen"))).startsWith("word=lab");
  }

  @Test
  void aJupyterWithoutAJavaKernelIsRefused() throws IOException {
    Path program = jupyter("{\"python3\": {}}");

    Cli.refused(
        "the kernels of "
            + program
            + " must be one called java among them, got [python3]; pip install jupyterlab jjava",
        "jupyter",
        "--jupyter",
        program.toString());
    assertThat(temp.resolve("seen")).doesNotExist();
  }

  @Test
  void aMissingJupyterIsNamed() {
    Path none = temp.resolve("none");

    Cli.refused(
        "--jupyter must be a program that is there, got " + none + "; check the path",
        "jupyter",
        "--jupyter",
        none.toString());
    assertThat(Jupyter.on(temp.toString())).isEmpty();
  }

  @Test
  void theFirstOnThePathIsTaken() throws IOException {
    Path program = jupyter("{}");

    assertThat(Jupyter.on(temp.resolve("empty") + File.pathSeparator + temp))
        .isEqualTo(Optional.of(new Jupyter(program)));
  }
}

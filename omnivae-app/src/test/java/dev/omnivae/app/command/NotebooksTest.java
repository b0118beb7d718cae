package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The notebooks as they are kept, and their code: in JShell everywhere, which is what the kernel
 * runs too, and in Jupyter where there is one.
 */
class NotebooksTest {
  private static final long MOST_BYTES = 600_000;
  private static final int MOST_MINUTES = 10;

  static Stream<Notebook> notebooks() {
    return Notebook.all();
  }

  @Test
  void thereAreFour() {
    assertThat(Notebook.all().map(Notebook::name))
        .containsExactly("autoencoder.ipynb", "vae-custom.ipynb", "vae-emoji.ipynb", "vae.ipynb");
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void outputsAreKeptAndSmall(Notebook notebook) throws IOException {
    assertThat(notebook.json().path("nbformat").asInt()).isEqualTo(4);
    assertThat(notebook.json().at("/metadata/kernelspec/name").asText()).isEqualTo(Jupyter.KERNEL);
    assertThat(Files.size(Notebook.FOLDER.resolve(notebook.name()))).isLessThan(MOST_BYTES);
    int pictures = 0;
    for (Notebook.Cell cell : notebook.code()) {
      if (shows(cell.source())) {
        assertThat(cell.outputs()).as(cell.source()).isNotEmpty();
      }
      for (JsonNode output : cell.outputs()) {
        assertThat(output.path("output_type").asText()).as(cell.source()).isNotEqualTo("error");
        JsonNode png = output.at("/data/image~1png");
        if (!png.isMissingNode()) {
          byte[] bytes = Base64.getMimeDecoder().decode(png.asText());
          assertThat(ImageIO.read(new ByteArrayInputStream(bytes)).getWidth()).isPositive();
          pictures++;
        }
      }
    }
    assertThat(pictures).as("pictures").isGreaterThanOrEqualTo(6);
  }

  /** Whether a cell prints, or ends with an expression. */
  private static boolean shows(String source) {
    String last = source.strip().lines().reduce("", (before, line) -> line);
    return source.contains("System.out.print") || !last.matches(".*[;}]|//.*|");
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void theCodeRuns(Notebook notebook) {
    try (JShell shell = JShell.builder().executionEngine("local").build()) {
      shell.addToClasspath(OwnJvm.classPath());
      for (Notebook.Cell cell : notebook.shortened().code()) {
        run(shell, cell.source());
      }
    }
  }

  private static void run(JShell shell, String source) {
    String rest = source;
    while (!rest.isBlank()) {
      CompletionInfo snippet = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      assertThat(snippet.completeness().isComplete()).as(rest).isTrue();
      for (SnippetEvent event : shell.eval(snippet.source())) {
        List<String> wrong =
            shell
                .diagnostics(event.snippet())
                .filter(problem -> problem.isError())
                .map(problem -> problem.getMessage(Locale.ROOT))
                .toList();
        assertThat(wrong).as(snippet.source()).isEmpty();
        assertThat(event.exception()).as(snippet.source()).isNull();
        assertThat(event.status()).as(snippet.source()).isEqualTo(Snippet.Status.VALID);
      }
      rest = snippet.remaining();
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void jupyterRunsThem(Notebook notebook, @TempDir Path temp) throws Exception {
    Optional<Jupyter> found = Jupyter.on(System.getenv().getOrDefault("PATH", ""));
    Assumptions.assumeTrue(
        found.isPresent(), "no jupyter on the PATH; " + Jupyter.INSTALL + " runs this test");
    Jupyter jupyter = found.orElseThrow();
    jupyter.check();
    Path file = notebook.shortened().write(temp);
    Path said = temp.resolve("said.txt");

    Process process =
        jupyter
            .process(
                List.of("nbconvert", "--to", "notebook", "--execute", "--inplace", file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();

    if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
      process.destroy();
    }
    assertThat(process.exitValue()).as(() -> text(said)).isZero();
    long pictures =
        Notebook.read(file).code().stream()
            .flatMap(cell -> cell.outputs().stream())
            .filter(output -> output.path("data").has("image/png"))
            .count();
    assertThat(pictures).isGreaterThanOrEqualTo(6);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

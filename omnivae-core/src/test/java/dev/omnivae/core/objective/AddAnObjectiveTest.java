package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.testing.Toy;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk-through of the documentation, done: compiled, put on a class path of its own, run. */
final class AddAnObjectiveTest {
  private static final Path PAGE = Path.of("..", "docs", "add-an-objective.md");
  @TempDir private Path folder;
  private Scope scope;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    Extensions.lookIn(Objects.requireNonNull(Extensions.class.getClassLoader()));
    scope.close();
  }

  @Test
  void pageCompilesAndTrains() throws IOException {
    String page = Files.readString(PAGE);
    Path source = folder.resolve("ExpertAgreement.java");
    Files.writeString(source, block(page, "```java\n(.*?)```"));
    Path service = folder.resolve("META-INF/services/" + ObjectiveProvider.class.getName());
    Files.createDirectories(Objects.requireNonNull(service.getParent()));
    Files.writeString(service, block(page, "one line:\\s*```\n(.*?)```"));

    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                folder.toString(),
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(exit).isZero();

    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, Extensions.class.getClassLoader())) {
      Extensions.lookIn(loader);
      Run run = run("'weight': 10");
      Batch batch = Toy.batch(3, 5, "a", "b");

      Loss loss = run.loss(batch, 1);

      assertThat(loss.terms())
          .extracting(Term::name)
          .isEqualTo(List.of("likelihood.a", "likelihood.b", "kl", "agreement"));
      assertThat(run.log(batch, 1, "agreement")).isPositive();
      run.checkGradient(batch, 1);
      assertThatThrownBy(() -> run("'draws': 0"))
          .isInstanceOf(InputException.class)
          .hasMessage("objective[1]: draws must be at least 1, got 0; write draws: 10");
    }
  }

  private static Run run(String options) {
    return new Run(
        store -> Toy.plain().model(store, "a", "b"),
        "[{'name': 'elbo-naive'}, {'name': 'expert-agreement', " + options + "}]");
  }

  private static String block(String page, String pattern) {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}

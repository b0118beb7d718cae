package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code omnivae jshell}, on the lines of the README. */
class JshellTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path temp;

  @Test
  void theProgramOfTheReadmeRunsAsItStandsThere() throws IOException {
    String program = java();
    Path png = temp.resolve("samples.png");
    assertThat(program.lines().filter(line -> !line.isBlank()).count()).isLessThan(20);
    // shorter, and its picture here
    String shorter =
        program.replace("digits(2000", "digits(64").replace("\"samples.png\"", quoted(png));
    assertThat(shorter).isNotEqualTo(program);
    Path file =
        Files.writeString(
            temp.resolve("readme.jsh"),
            shorter
                + "System.out.println(one.activations().keySet() + \" \" + again.length);\n/exit\n");

    Cli.Outcome outcome = Cli.run("jshell", file.toString());

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "[encoder.fc1, encoder.fc2, encoder.heads, decoder.fc1, decoder.fc2, decoder.out] 64");
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(16 * 58 + 2);
  }

  @Test
  void aMissingFileIsNamed() {
    Cli.Outcome refused = Cli.run("jshell", temp.resolve("none.jsh").toString());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errors())
        .containsExactly(
            "omnivae: FILE must be a file of snippets, got "
                + temp.resolve("none.jsh")
                + "; check the path");
  }

  private static String quoted(Path path) {
    return '"' + path.toString() + '"';
  }

  private static String java() throws IOException {
    Matcher block = JAVA.matcher(Files.readString(Path.of("..", "README.md")));
    assertThat(block.find()).as("a block of Java in the README").isTrue();
    return block.group(1);
  }
}

package dev.omnivae.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs commands in this process and keeps what they say. */
public final class Cli {
  /** Settings that make a run of {@code digits} take seconds. */
  public static final List<String> TINY =
      List.of(
          "-s", "data.samples=300",
          "-s", "data.test_samples=100",
          "-s", "training.batch_size=50",
          "-s", "training.epochs=1",
          "-s", "training.log_every=1",
          "-s", "model.modalities.*.encoder=null",
          "-s", "model.modalities.*.network=mlp",
          "-s", "evaluation.metrics=[elbo]",
          "--threads", "2");

  /** What a command came to. */
  public record Outcome(int code, String out, String err) {
    /** The lines on stderr that report an error. */
    public List<String> errors() {
      return err.lines().filter(line -> line.startsWith("omnivae: ")).toList();
    }
  }

  private Cli() {}

  public static Outcome run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            words);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Asserts that the command is refused as bad input, in that line alone. */
  public static void refused(String line, String... words) {
    Outcome outcome = run(words);

    assertThat(outcome.errors()).containsExactly("omnivae: " + line);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).doesNotContain("\tat ");
  }

  /** As {@link #run}, with the settings of a tiny run behind. */
  public static Outcome tiny(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(TINY);
    return run(all.toArray(String[]::new));
  }
}

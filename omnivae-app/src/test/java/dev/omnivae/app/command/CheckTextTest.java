package dev.omnivae.app.command;

import static dev.omnivae.app.command.CheckTest.check;
import static dev.omnivae.app.command.CheckTest.ok;
import static dev.omnivae.app.command.CheckTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code omnivae check} on tiny runs over text. */
class CheckTextTest {
  @TempDir Path temp;

  /** Trains a recipe for a moment. */
  private static Path train(Path out, String recipe, String... more) {
    List<String> words = new ArrayList<>(List.of("train", recipe, "--out", out.toString()));
    words.addAll(List.of("-s", "training.phases=null", "-s", "training.epochs=1"));
    words.addAll(List.of("-s", "training.ema=null", "--threads", "1"));
    words.addAll(List.of("-s", "model.modalities.text.encoder={embedding: 8, hidden: 16}"));
    words.addAll(List.of(more));
    ok(Cli.run(words.toArray(String[]::new)));
    return out;
  }

  @Test
  void captionsAreCheckedOnARunOverText() {
    Path texts =
        train(
            temp.resolve("texts"),
            "digits-text",
            "-s",
            "data.samples=300",
            "-s",
            "data.test_samples=40",
            "-s",
            "model.modalities.image.network=mlp",
            "-s",
            "model.modalities.image.encoder=null",
            "-s",
            "evaluation.metrics=[consistency]");
    String image = texts.resolve("figures/data.png").toString();

    Cli.Outcome answer = ok(check(texts, "--image", image, "--text", "a thin purple seven"));

    assertThat(answer.out()).contains("belong", "probability").doesNotContain("disagree");
    assertThat(answer.err()).contains("--text: the model never saw 'purple', read as unknown");
    assertThat(Json.read(texts.resolve("metrics.json")).has("consistency.f1.other-class")).isTrue();
    assertThat(texts.resolve("figures/consistency-text.png")).isNotEmptyFile();
    refused(
        check(texts, "--image", image, "--text", " "),
        "--text: text for text must be at least one word, got ' '; write one");
    refused(
        check(texts, "--image", image, "--attributes", "male"),
        "--attributes must be said of a run with attributes, got "
            + texts
            + " over [image, text]; give --text");
  }

  @Test
  void aRunWithoutImagesIsRefused() throws IOException {
    Path data = Files.createDirectories(temp.resolve("data"));
    List<String> lines = new ArrayList<>();
    for (String size : List.of("small", "large", "tiny", "huge")) {
      for (String colour : List.of("red", "green", "blue", "white")) {
        lines.add("the %s dog sees a %s bird".formatted(size, colour));
      }
    }
    Files.write(data.resolve("sentences.txt"), lines);
    Path out =
        train(
            temp.resolve("sentences"),
            "sentences",
            "--data",
            data.toString(),
            "-s",
            "training.batch_size=8",
            "-s",
            "evaluation.metrics=[elbo]");
    Path picture = temp.resolve("a.png");
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());

    refused(
        check(out, "--image", picture.toString(), "--text", "the dog"),
        "DIR must be a run with an image modality, got " + out + " over [text]; name another");
  }
}

package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny run whose last phase plays a game. */
class GameRunTest {
  private static final String RECIPE =
      """
      name: tiny-game
      seed: 1
      data: {reader: faces, samples: 80, test_samples: 20}
      model:
        latent: {family: normal, shared: 4}
        fusion: mixture
        prior: {kind: standard}
        discriminator:
          image: {filters: 4, layers: 2}
        modalities:
          image: {network: mlp, encoder: {hidden: [8]}}
          attributes: {network: attributes, encoder: {hidden: [8]}}
      training:
        batch_size: 20
        parameters: ["modality.*"]
        phases:
          - {name: apart, epochs: 1, objective: {name: elbo-naive}}
          - name: game
            epochs: 1
            turns:
              - {name: generator, objective: [{name: elbo-naive}, {name: adversarial}]}
              - {name: discriminator, parameters: ["discriminator.*"], objective: {name: discriminator}}
      evaluation: {metrics: [elbo, ssim]}
      """;

  @TempDir Path temp;

  @Test
  void whatTheGameChangedIsMeasuredBeforeAndAfter() throws IOException {
    Path recipe = Files.writeString(temp.resolve("tiny-game.yaml"), RECIPE);
    Path run = temp.resolve("run");

    Cli.Outcome outcome =
        Cli.run("train", recipe.toString(), "--out", run.toString(), "--threads", "1");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonNode metrics = Json.read(run.resolve("metrics.json"));
    assertThat(metrics.has("before.ssim.attributes->image")).isTrue();
    assertThat(metrics.get("before.ssim.image").asDouble())
        .isNotEqualTo(metrics.get("ssim.image").asDouble());
    assertThat(metrics.has("before.elbo")).isFalse();
    assertThat(run.resolve("figures/phase-image.png")).isNotEmptyFile();
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("As ssim.image, of the model as it was before the phase that plays a game.");
  }
}

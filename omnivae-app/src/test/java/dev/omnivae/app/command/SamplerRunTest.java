package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny run with a sampler of its recipe, and others asked for later. */
class SamplerRunTest {
  @TempDir static Path temp;
  private static Path run;
  private static Cli.Outcome trained;

  @BeforeAll
  static void train() {
    run = temp.resolve("run");
    trained =
        Cli.tiny(
            "train",
            "digits-elbo-naive",
            "--out",
            run.toString(),
            "-s",
            "model.latent.private={street: 2}",
            "-s",
            "evaluation.samplers=[flow]",
            "-s",
            "evaluation.fitting={samples: 100, steps: 20, components: 3, hidden: 16, layers: 1}");
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  private static Cli.Outcome sample(String... words) {
    String[] all = new String[words.length + 4];
    all[0] = "sample";
    all[1] = run.toString();
    all[2] = "--threads";
    all[3] = "1";
    System.arraycopy(words, 0, all, 4, words.length);
    return Cli.run(all);
  }

  @Test
  void trainingEndsWithTheSamplersOfTheRecipe() {
    assertThat(run.resolve("samplers/flow.safetensors")).isNotEmptyFile();
    assertThat(trained.err()).contains("sampler flow: step 20 of 20");
    assertThat(run.resolve("config.yaml")).content().contains("pseudo_inputs: 300");
    assertThat(run.resolve("figures/joint-prior.png")).isNotEmptyFile();
    assertThat(run.resolve("figures/joint-flow.png")).isNotEmptyFile();
    assertThat(run.resolve("report.html")).content().contains("Drawn together by flow");
  }

  @Test
  void aSamplerThatIsThereIsNotFittedAgainAndDrawsTheSame() throws IOException {
    Path file = run.resolve("samples/unconditional/flow/street/1.png");

    Cli.Outcome outcome = sample("--sampler", "flow", "-n", "2");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).doesNotContain("fitting");
    byte[] first = Files.readAllBytes(file);
    sample("--sampler", "flow", "-n", "2");
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
    assertThat(run.resolve("samples/unconditional/flow/contact-sheet.png")).isNotEmptyFile();
  }

  @Test
  void aSamplerThatIsNotThereIsFittedWhenAsked() {
    Cli.Outcome outcome = sample("--sampler", "maf", "-n", "1");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("sampler maf: fitting to the codes of the training split");
    assertThat(run.resolve("samplers/maf.safetensors")).isNotEmptyFile();
    assertThat(run.resolve("samples/unconditional/maf/handwritten/0.png")).isNotEmptyFile();
  }

  @Test
  void theFlowDrawsGivenModalities() {
    for (String mode : new String[] {"conditional", "inpainting"}) {
      Cli.Outcome outcome =
          sample("--sampler", "flow", "--mode", mode, "--given", "handwritten", "--ids", "0,3");

      assertThat(outcome.code()).as(outcome.err()).isZero();
      assertThat(run.resolve("samples/" + mode + "/handwritten.flow/street/3.png"))
          .isNotEmptyFile();
    }
  }

  @Test
  void samplersThatMakeNoSenseAreRefused() {
    refused(
        "sampler must be a known name, got 'flwo'; did you mean 'flow'? choices: flow, gmm,"
            + " iaf, maf, vamp",
        "--sampler",
        "flwo");
    refused(
        "--sampler must be one that draws given modalities, too, with --mode conditional, got"
            + " 'gmm'; write --sampler flow",
        "--sampler",
        "gmm",
        "--given",
        "street");
    refused(
        "--sampler must be left out with --known, got 'flow'; leave one of them out",
        "--sampler",
        "flow",
        "--known",
        "street=mask.png");
  }

  private static void refused(String line, String... words) {
    Cli.Outcome outcome = sample(words);

    assertThat(outcome.errors()).containsExactly("omnivae: " + line);
    assertThat(outcome.code()).isEqualTo(2);
  }

  @Test
  void whatCannotBeFittedIsRefusedBeforeTraining() {
    Cli.Outcome outcome =
        Cli.tiny(
            "train",
            "digits-cvae",
            "--out",
            temp.resolve("cvae").toString(),
            "-s",
            "evaluation.samplers=[flow]");

    assertThat(outcome.errors())
        .containsExactly(
            "omnivae: sampler flow must be for a model that generates given nothing, got one that"
                + " is always given some modalities; write evaluation.samplers: []");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(temp.resolve("cvae/checkpoints")).doesNotExist();
  }
}

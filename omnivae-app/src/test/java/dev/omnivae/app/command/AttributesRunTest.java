package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import dev.omnivae.data.caption.AttributeSentences;
import dev.omnivae.data.generate.Faces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny run over faces and attributes: sentences, traversals, transfer. */
class AttributesRunTest {
  private static final AttributeSentences SENTENCES = new AttributeSentences(Faces.ATTRIBUTES);

  @TempDir static Path temp;
  private static Path run;

  @BeforeAll
  static void train() {
    run = temp.resolve("run");
    ok(
        Cli.run(
            "train",
            "faces",
            "--out",
            run.toString(),
            "-s",
            "data.samples=100",
            "-s",
            "data.test_samples=20",
            "-s",
            "model.discriminator=null",
            "-s",
            "model.latent.private={image: 4}",
            "-s",
            "model.modalities.image.network=mlp",
            "-s",
            "training.phases=null",
            "-s",
            "training.objective={name: elbo-naive}",
            "-s",
            "training.epochs=1",
            "-s",
            "evaluation.metrics=[elbo]",
            "--threads",
            "1"));
  }

  private static Cli.Outcome ok(Cli.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  private static Cli.Outcome command(String name, String... words) {
    List<String> all = new ArrayList<>(List.of(name, run.toString(), "--threads", "1"));
    all.addAll(List.of(words));
    return Cli.run(all.toArray(String[]::new));
  }

  private static void refused(String line, String... words) {
    Cli.Outcome outcome = command("transfer", words);

    assertThat(outcome.errors()).containsExactly("omnivae: " + line);
    assertThat(outcome.code()).isEqualTo(2);
  }

  @Test
  void figuresShowSentencesAndEachAttributeFlipped() throws IOException {
    for (String name :
        List.of("reconstructions", "cross-image-to-attributes", "cross-attributes-to-image")) {
      assertThat(run.resolve("figures/" + name + ".png")).isNotEmptyFile();
    }
    // the sentence, the image, its reconstruction, nine flips: male and female are one
    int width =
        ImageIO.read(run.resolve("figures/traversal-attributes-of-image.png").toFile()).getWidth();
    assertThat(width).isGreaterThan(12 * 128).isLessThan(12 * 142);
    assertThat(Files.readString(run.resolve("report.html"))).contains("Traversals, attributes of");
  }

  @Test
  void attributesAreSampledAsSentencesAndReadFromThem() throws IOException {
    ok(command("sample", "--given", "image", "-n", "2"));
    ok(command("sample", "--given", "attributes=a bald man, smiling", "-n", "2"));

    Path text = run.resolve("samples/conditional/image/attributes/1.txt");
    assertThat(SENTENCES.parse(Files.readString(text))).doesNotContain(AttributeSentences.UNKNOWN);
    assertThat(run.resolve("samples/conditional/attributes/image/1.png")).isNotEmptyFile();
    assertThat(command("sample", "--given", "attributes=purple rain").errors())
        .containsExactly(
            "omnivae: text for attributes must be a sentence that tells an attribute, got 'purple"
                + " rain'; write 'a young person'");
  }

  @Test
  void contentsAndStylesMakeAGrid() throws IOException {
    Cli.Outcome outcome =
        ok(
            command(
                "transfer",
                "--content",
                "0,1",
                "--content",
                "attributes=a smiling woman, bald",
                "--style",
                "5",
                "--style",
                "image=" + run.resolve("figures/data.png"),
                "--json"));

    Path folder = run.resolve("samples/transfer");
    for (String pair : List.of("0-5", "1-5", "own1-5", "0-own1", "1-own1", "own1-own1")) {
      assertThat(folder.resolve("image/" + pair + ".png")).isNotEmptyFile();
      assertThat(folder.resolve("attributes/" + pair + ".txt")).isNotEmptyFile();
      assertThat(outcome.out()).contains(pair + ".png");
    }
    // attributes have no private code: the style says nothing of them, and much of the image
    assertThat(folder.resolve("attributes/0-own1.txt"))
        .hasSameTextualContentAs(folder.resolve("attributes/0-5.txt"));
    assertThat(Files.readAllBytes(folder.resolve("image/0-5.png")))
        .isNotEqualTo(Files.readAllBytes(folder.resolve("image/0-own1.png")));
    assertThat(folder.resolve("contact-sheet.png")).isNotEmptyFile();
  }

  @Test
  void whatIsNeitherAnIdNorAFileIsRefused() {
    refused(
        "--content must be ids of test samples, or files and texts, got 'first'; write --content"
            + " 0,1 or --content NAME=FILE",
        "--content",
        "first",
        "--style",
        "1");
    refused(
        "--style must be from 0 to 19, got 20; the test split has no others",
        "--content",
        "1",
        "--style",
        "20");
    refused(
        "--style must name modalities of the run, got 'picture'; did you mean 'image'?"
            + " choices: attributes, image",
        "--content",
        "1",
        "--style",
        "picture=a.png");
  }

  @Test
  void sentencesAreJudgedByTheAttributesTheyTell() {
    Cli.Outcome outcome =
        ok(
            Cli.run(
                "train",
                "faces-text",
                "--out",
                temp.resolve("told").toString(),
                "-s",
                "data.samples=100",
                "-s",
                "data.test_samples=20",
                "-s",
                "model.discriminator=null",
                "-s",
                "model.modalities.image.network=mlp",
                "-s",
                "model.modalities.image.encoder=null",
                "-s",
                "training.phases=null",
                "-s",
                "training.objective={name: unimodal}",
                "-s",
                "training.epochs=1",
                "-s",
                "evaluation.metrics=[attributes]",
                "--threads",
                "1"));

    assertThat(outcome.out())
        .contains("attributes.image->text.accuracy.smiling")
        .contains("attributes.text->image.accuracy.smiling")
        .contains("attributes.oracle.image.accuracy.bald");
  }
}

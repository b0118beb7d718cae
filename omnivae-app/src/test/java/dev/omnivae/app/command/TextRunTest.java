package dev.omnivae.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.app.Cli;
import dev.omnivae.app.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny run over images and captions through every command. */
class TextRunTest {
  private static final List<String> TINY =
      List.of(
          "-s", "training.batch_size=25",
          "-s", "training.phases=null",
          "-s", "training.epochs=1",
          "-s", "training.ema=null",
          "-s", "model.modalities.text.encoder={embedding: 8, hidden: 16}",
          "-s", "evaluation.metrics=[elbo]",
          "--threads", "1");

  @TempDir static Path temp;
  private static Path run;

  @BeforeAll
  static void train() {
    run = temp.resolve("run");
    ok(
        tiny(
            "train",
            "digits-text",
            "-s",
            "model.latent.private={image: 2}", // transfer needs a style
            "--out",
            run.toString(),
            "-s",
            "data.samples=300",
            "-s",
            "data.test_samples=60",
            "-s",
            "model.modalities.image.encoder={filters: 4}"));
  }

  private static Cli.Outcome tiny(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(TINY);
    return Cli.run(all.toArray(String[]::new));
  }

  private static Cli.Outcome sample(Path of, String... words) {
    List<String> all = new ArrayList<>(List.of("sample", of.toString(), "--threads", "1"));
    all.addAll(List.of(words));
    return Cli.run(all.toArray(String[]::new));
  }

  private static Cli.Outcome ok(Cli.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  private static void refused(String line, String... words) {
    Cli.Outcome outcome = sample(run, words);

    assertThat(outcome.errors()).containsExactly("omnivae: " + line);
    assertThat(outcome.code()).isEqualTo(2);
  }

  /** The captions written into a folder, by id. */
  private static List<String> captions(String folder, int count) {
    return IntStream.range(0, count)
        .mapToObj(id -> run.resolve("samples").resolve(folder).resolve("text/" + id + ".txt"))
        .map(TextRunTest::read)
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theRunKeepsItsVocabularyAndTellsUnknownWords() {
    String kept = read(run.resolve("vocabulary-text.json"));

    assertThat(kept).contains("\"kind\":\"words\"", "\"seven\"");
    assertThat(Json.read(run.resolve("manifest.json")).at("/kept/vocabulary-text.json").asText())
        .hasSize(64);
    assertThat(Json.read(run.resolve("manifest.json")).at("/data/description").asText())
        .contains("training captions: 300 texts of ", "unknown: 0 (0.00%)");
    assertThat(read(run.resolve("config.yaml"))).contains("search: greedy");
  }

  @Test
  void figuresShowCaptionsBesideImages() throws IOException {
    for (String name :
        List.of(
            "reconstructions",
            "cross-image-to-text",
            "cross-text-to-image",
            "prior-image",
            "prior-text")) {
      Path file = run.resolve("figures").resolve(name + ".png");
      assertThat(ImageIO.read(file.toFile()).getWidth()).as(name).isGreaterThan(8 * 56);
    }
  }

  @Test
  void aSentenceOfTheUsersGivesImagesAndCaptions() {
    Cli.Outcome outcome =
        ok(sample(run, "--mode", "conditional", "--given", "text=a thin seven", "-n", "3"));

    assertThat(outcome.out()).startsWith("6 files in " + run.resolve("samples/conditional/text"));
    assertThat(run.resolve("samples/conditional/text/image/2.png")).isNotEmptyFile();
    assertThat(captions("conditional/text", 3))
        .allMatch(caption -> caption.endsWith("\n") && !caption.contains("<"));
    assertThat(run.resolve("samples/conditional/text/contact-sheet.png")).isNotEmptyFile();
    assertThat(outcome.err()).doesNotContain("never saw");
  }

  @Test
  void aPictureOfTheUsersGetsCaptionsAndTheRestOfTheSentenceMayFollowACommaToo() {
    Path picture = run.resolve("figures/data.png");

    ok(sample(run, "--given", "image=" + picture, "-n", "2"));
    Cli.Outcome both =
        ok(sample(run, "--given", "image=" + picture + ",text=a seven, purple", "-n", "2"));

    assertThat(captions("conditional/image", 2)).hasSize(2);
    assertThat(run.resolve("samples/conditional/image+text/image/1.png")).isNotEmptyFile();
    assertThat(both.err())
        .contains("text: the model never saw ',', 'purple', read as unknown")
        .doesNotContain("Exception");
  }

  @Test
  void testSamplesAndThePriorGiveCaptionsToo() {
    ok(sample(run, "--given", "image", "--ids", "0,1"));
    ok(sample(run, "-n", "2"));
    ok(sample(run, "--mode", "inpainting", "--given", "image,text", "-n", "2"));

    assertThat(captions("conditional/image", 2)).hasSize(2);
    assertThat(captions("unconditional/prior", 2)).hasSize(2);
    assertThat(captions("inpainting/image+text", 2)).hasSize(2);
  }

  @Test
  void transferWritesCaptionsAsAskedToo() {
    Cli.Outcome outcome =
        ok(
            Cli.run(
                "transfer",
                run.toString(),
                "--content",
                "text=a thin seven, purple",
                "--style",
                "0,1",
                "--generation",
                "search=beam,beams=2",
                "--threads",
                "1"));

    assertThat(outcome.out())
        .startsWith("2 transfers in " + run.resolve("samples/transfer"))
        .contains("contact-sheet.png");
    assertThat(outcome.err()).contains("text: the model never saw ',', 'purple', read as unknown");
    assertThat(read(run.resolve("samples/transfer/text/own1-1.txt"))).endsWith("\n");
  }

  @Test
  void aTextIsWrittenWholeWhereAnImageIsFilledIn() throws IOException {
    Path mask = Pixels.mask(temp, 28, 28, 14);

    ok(sample(run, "--known", "image=" + mask, "--given", "text", "--ids", "3"));

    assertThat(run.resolve("samples/inpainting/text+image.known/text/3.txt")).isNotEmptyFile();
  }

  @Test
  void howTextsAreWrittenIsChosenOnTheCommandLine() {
    String[] given = {"--given", "image", "-n", "40", "--generation"};
    List<String> greedy = written(given, "search=greedy");

    assertThat(written(given, "search=sample,temperature=2")).isNotEqualTo(greedy);
    // one token left of all: what greedy search takes
    assertThat(written(given, "search=sample,top_k=1")).isEqualTo(greedy);
    assertThat(written(given, "search=beam,beams=1")).isEqualTo(greedy);
    refused(
        "evaluation: search must be a known name, got 'best'; did you mean 'beam'? choices: beam,"
            + " greedy, sample",
        "--generation",
        "search=best");
    refused(
        "evaluation: search must be sample where temperature, top_k or top_p are set, got greedy;"
            + " write search: sample",
        "--generation",
        "top_k=3");
  }

  private static List<String> written(String[] given, String how) {
    List<String> words = new ArrayList<>(List.of(given));
    words.add(how);
    ok(sample(run, words.toArray(String[]::new)));
    return captions("conditional/image", 40);
  }

  @Test
  void textsThatCannotBeReadAreRefused() {
    refused("text for text must be at least one word, got ' '; write one", "--given", "text= ");
    refused(
        "text for text must be at most 10 tokens, the closing one included, got 11 ('a a a a a a a a"
            + " a a'); shorten it",
        "--given",
        "text=a a a a a a a a a a");
    refused(
        "text for text must be in a script of the vocabulary (latin), got cyrillic ('семь'); write"
            + " it in one the model was trained on",
        "--given",
        "text=семь");
    Cli.Outcome unknown = sample(run, "--given", "text=purple rain");
    assertThat(unknown.errors().get(0))
        .startsWith(
            "omnivae: text for text must be of words the model was trained on, at least one, got"
                + " none known in 'purple rain'; its ");
    refused(
        "--given must be a file or a text for every modality or for none, got 'text' without one;"
            + " write --given text='some words'",
        "--given",
        "image=a.png",
        "--given",
        "text");
  }

  @Test
  void aVocabularyThatWasChangedIsRefused() throws IOException {
    Path file = run.resolve("vocabulary-text.json");
    String kept = read(file);
    try {
      Files.writeString(file, kept.replace("seven", "eleven"));
      refused(
          file
              + " must be as the run wrote it, which its model depends on, got a changed file;"
              + " restore it, or train anew",
          "-n",
          "1");
      Files.delete(file);
      refused(
          file
              + " must be as the run wrote it, which its model depends on, got none; restore it, or"
              + " train anew",
          "-n",
          "1");
    } finally {
      Files.writeString(file, kept);
    }
  }

  @Test
  void wordVectorsAreReadOnceAndKeptByTheRun() throws IOException {
    Path data = Files.createDirectories(temp.resolve("vectors"));
    Path glove =
        Files.writeString(
            data.resolve("glove.txt"), "seven 0.5 1 -1 2\nthin 1 2 3 4\nzebra 1 1 1 1");
    Path out = temp.resolve("vectored");
    String[] words = {
      "train",
      "digits-text",
      "--data",
      data.toString(),
      "--out",
      out.toString(),
      "-s",
      "data.samples=100",
      "-s",
      "data.test_samples=20",
      "-s",
      "model.modalities.image.network=mlp",
      "-s",
      "model.modalities.image.encoder=null",
      "-s",
      "data.text.vectors=glove.txt",
      "-s",
      "data.text.freeze_vectors=true"
    };
    Cli.Outcome wide = tiny(words);
    List<String> narrow = new ArrayList<>(List.of(words));
    narrow.addAll(TINY);
    narrow.addAll(List.of("-s", "model.modalities.text.encoder={embedding: 4, hidden: 16}"));

    ok(Cli.run(narrow.toArray(String[]::new)));
    Files.delete(glove);
    ok(sample(out, "-n", "1"));

    assertThat(wide.errors())
        .containsExactly(
            "omnivae: model.modalities.text.encoder.embedding must be the width of the word vectors,"
                + " 4, got 8; write embedding: 4");
    assertThat(read(out.resolve("vectors-text.txt")))
        .contains("seven 0.5 1.0 -1.0 2.0\n", "thin 1.0 2.0 3.0 4.0\n")
        .doesNotContain("zebra");
    assertThat(Json.read(out.resolve("manifest.json")).at("/data/description").asText())
        .contains("; 2 of ", " words have a vector of width 4 (");
  }

  @Test
  void sentencesAreReadWithTheRunsVocabularyThoughTheirFileHasGrown() throws IOException {
    Path data = Files.createDirectories(temp.resolve("data"));
    List<String> lines = new ArrayList<>();
    for (String size : List.of("small", "large", "tiny", "huge")) {
      for (String colour : List.of("red", "green", "blue", "white")) {
        for (String thing : List.of("dog", "cat", "bird")) {
          lines.add("the %s %s sees a %s".formatted(size, thing, colour));
        }
      }
    }
    Path file = Files.write(data.resolve("sentences.txt"), lines);
    Path out = temp.resolve("sentences");
    ok(tiny("train", "sentences", "--data", data.toString(), "--out", out.toString()));

    lines.add(0, "a zebra never sleeps");
    Files.write(file, lines);
    ok(Cli.run("evaluate", out.toString(), "--threads", "1"));
    ok(sample(out, "-n", "2"));
    ok(
        Cli.run(
            "train",
            "--out",
            out.toString(),
            "--resume",
            "-s",
            "training.epochs=2",
            "--threads",
            "1"));

    assertThat(out.resolve("samples/unconditional/prior/text/1.txt")).isNotEmptyFile();
    assertThat(read(out.resolve("vocabulary-text.json"))).doesNotContain("zebra");
  }
}

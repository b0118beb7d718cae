package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Datasets;
import dev.omnivae.data.Description;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.text.Vocabularies;
import dev.omnivae.data.text.WordVocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReadersTest {
  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path root;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void drawnDigitsHaveCaptionsThatNameThem() throws IOException {
    Dataset digits = read(new DigitsTextReader(), "\"samples\": 400, \"test_samples\": 100", root);

    assertThat(digits.modalities())
        .extracting(Modality::name, Modality::kind)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("image", Modality.Kind.IMAGE),
            org.assertj.core.groups.Tuple.tuple("text", Modality.Kind.TOKENS));
    for (Split split : Split.values()) {
      Batch batch = all(digits, split);
      long[] labels = Tensors.longs(Objects.requireNonNull(batch.labels()));
      List<String> captions = captions(digits, batch);
      assertThat(captions).hasSameSizeAs(labels);
      for (int i = 0; i < labels.length; i++) {
        assertThat(digits.named("text", captions.get(i))).hasValue((int) labels[i]);
        assertThat(captions.get(i)).doesNotContain("<");
      }
      assertThat(digits.samples(split).complete()).isTrue();
    }
    Path file = root.resolve("vocabulary-text.json");
    Files.writeString(file, digits.kept().getOrDefault("vocabulary-text.json", ""));
    assertThat(Vocabularies.read(file).ids("a thin seven"))
        .isEqualTo(vocabulary(digits).ids("a thin seven"));
    Description.TextDescription text =
        Objects.requireNonNull(Description.of(digits).modalities().get(1).text());
    assertThat(text.unknown()).isZero();
    assertThat(text.longest()).isLessThan(10);
    assertThat(text.tokens()).isGreaterThan(500 * 2);
  }

  @Test
  void aRunsVocabularyIsUsedWhateverTheTextsHaveBecome() {
    Dataset now = read(new DigitsTextReader(), "\"samples\": 400, \"test_samples\": 100", root);
    WordVocabulary run = WordVocabulary.of(List.of("a thin seven", "a purple seven"), 1);

    Dataset again =
        new DigitsTextReader()
            .read(
                new ReaderContext(
                    Settings.parse("{\"samples\": 400, \"test_samples\": 100}"),
                    List.of(),
                    root.resolve("cache"),
                    1,
                    java.util.Map.of("vocabulary-text.json", run.json())));

    assertThat(again.kept()).containsEntry("vocabulary-text.json", run.json());
    assertThat(now.kept().get("vocabulary-text.json")).isNotEqualTo(run.json());
    // most words but "a" and "seven" are unknown, and told
    assertThat(again.info().description())
        .contains("training captions: ", "'leaning' ", "test captions: ");
    assertThat(now.info().description()).contains("unknown: 0 (0.00%)");
  }

  @Test
  void aKeptFileThatIsNoVocabularyIsRefused() {
    assertThatThrownBy(
            () ->
                new DigitsTextReader()
                    .read(
                        new ReaderContext(
                            Settings.parse("{\"samples\": 40, \"test_samples\": 10}"),
                            List.of(),
                            root.resolve("cache"),
                            1,
                            java.util.Map.of("vocabulary-text.json", "a seven"))))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "vocabulary-text.json must be a vocabulary in JSON, got 'a seven'; copy it from the run"
                + " it belongs to");
  }

  @Test
  void captionsOverTheLengthAreRefused() {
    assertThatThrownBy(
            () ->
                read(
                    new DigitsTextReader(),
                    "\"samples\": 40, \"test_samples\": 10, \"text\": {\"max_length\": 3}",
                    root))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "caption \\d+ of the train split must be at most 3 tokens, the closing one included,"
                + " got \\d+ \\('.*'\\); write text: .max_length: \\d+., or text: .too_long: cut."
                + " or leave_out");
  }

  @Test
  void samplesLoseTextsByChanceLikeAnyModality() {
    Settings settings =
        Settings.parse(
            "{\"reader\": \"digits-text\", \"samples\": 200, \"test_samples\": 20, \"missing\":"
                + " {\"rate\": 0.5}}");
    Dataset digits = Datasets.read(new ReaderContext(settings, List.of(), root, 1));

    Observation text = all(digits, Split.TRAIN).of("text");

    long left = LongStream.of(Tensors.longs(Objects.requireNonNull(text.available()))).sum();
    assertThat(left).isBetween(70L, 160L); // 190 rows, of which a quarter would lose both
    assertThat(digits.named("text", "a seven")).hasValue(7);
  }

  @Test
  void sentencesOfAFileAreSplitWithoutTearingEqualOnes() throws IOException {
    List<String> lines = new ArrayList<>(List.of("\uFEFFthe first line", ""));
    for (int i = 0; i < 60; i++) {
      lines.add("line %c of block %c".formatted('a' + i % 4, 'p' + i % 20 / 4));
    }
    Files.write(root.resolve("mine.txt"), lines);

    Dataset sentences = read(new SentencesReader(), "\"file\": \"mine.txt\", \"test\": 0.25", root);

    assertThat(sentences.samples(Split.TRAIN).size() + sentences.samples(Split.VALID).size())
        .isBetween(40L, 50L);
    List<String> train = captions(sentences, all(sentences, Split.TRAIN));
    Set<String> test = new HashSet<>(captions(sentences, all(sentences, Split.TEST)));
    assertThat(test).hasSize(5); // a quarter of the 21 different ones
    assertThat(train).doesNotContainAnyElementsOf(test);
    assertThat(sentences.info().description()).contains("unknown: ");
  }

  @Test
  void aSentenceWithoutAKnownWordIsLeftOut() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add("w" + i);
    }
    Files.write(root.resolve("mine.txt"), lines);

    Dataset sentences = read(new SentencesReader(), "\"file\": \"mine.txt\"", root);

    assertThat(sentences.samples(Split.TEST).size()).isZero();
    assertThat(sentences.info().description()).endsWith("without a known word, taken for missing");
  }

  @Test
  void brokenFilesOfSentencesAreNamed() throws IOException {
    Path file = Files.writeString(root.resolve("mine.txt"), "one\n\ntwo\n");
    refused(file + " must be of at least 10 different sentences, got 2; write one sentence a line");
    Files.write(file, "erste\nzwölfte\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read(new SentencesReader(), "\"file\": \"mine.txt\"", root))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " must be UTF-8, got other bytes after line ");
    Files.write(file, IntStream.range(0, 20).mapToObj(i -> "word ".repeat(i + 10)).toList());
    refused(
        "line 20 of %s must be at most 24 tokens, the closing one included, got 30 ('%s...');"
                .formatted(file, "word ".repeat(8))
            + " write text: {max_length: 30}, or text: {too_long: cut} or leave_out");
  }

  @Test
  void realEmojiAreRead() {
    Path data = realData("noto-emoji");

    Dataset emoji = read(new EmojiTextReader(), "", data);

    long samples = 0;
    for (Split split : Split.values()) {
      samples += emoji.samples(split).size();
    }
    assertThat(samples).isEqualTo(3536);
    Samples train = emoji.samples(Split.TRAIN);
    assertThat(captions(emoji, train.gather(0, new long[] {0}))).doesNotContain("<unk>");
    assertThat(emoji.samples(Split.TEST).complete()).isFalse(); // "abacus" alone is unknown
  }

  @Test
  void realMnistAndFashionHaveCaptionsThatNameThem() {
    Path data = realData("mnist");
    for (Reader reader : List.of(new CaptionedReader.Mnist(), new CaptionedReader.Fashion())) {
      Dataset captioned = read(reader, "\"samples\": 3000, \"test_samples\": 500", data);
      Batch test = all(captioned, Split.TEST);
      long[] labels = Tensors.longs(Objects.requireNonNull(test.labels()));
      List<String> captions = captions(captioned, test);
      for (int i = 0; i < labels.length; i++) {
        assertThat(captioned.named("text", captions.get(i))).hasValue((int) labels[i]);
      }
      assertThat(new HashSet<>(captions)).hasSizeGreaterThan(150); // of 500
    }
  }

  private void refused(String message) {
    assertThatThrownBy(() -> read(new SentencesReader(), "\"file\": \"mine.txt\"", root))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  private static Vocabulary vocabulary(Dataset dataset) {
    return dataset.modalities().stream()
        .flatMap(modality -> java.util.stream.Stream.ofNullable(modality.vocabulary()))
        .findFirst()
        .orElseThrow();
  }

  private static Batch all(Dataset dataset, Split split) {
    Samples samples = dataset.samples(split);
    return samples.gather(0, LongStream.range(0, samples.size()).toArray());
  }

  private static List<String> captions(Dataset dataset, Batch batch) {
    Vocabulary vocabulary = vocabulary(dataset);
    Observation text = batch.of("text");
    long[] ids = Tensors.longs(text.value());
    int length = (int) text.value().size(1);
    List<String> captions = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      captions.add(
          vocabulary.text(
              LongStream.of(ids)
                  .skip((long) i * length)
                  .limit(length)
                  .mapToInt(id -> (int) id)
                  .toArray()));
    }
    return captions;
  }

  private static Path realData(String folder) {
    String named = System.getenv("OMNIVAE_DATA");
    Path data = Path.of(named == null ? "../../shared/data" : named);
    Assumptions.assumeTrue(Files.isDirectory(data.resolve(folder)), "no real data here");
    return data;
  }

  private Dataset read(Reader reader, String json, Path folder) {
    return reader.read(
        new ReaderContext(
            Settings.parse("{" + json + "}"), List.of(folder), root.resolve("cache"), 1));
  }
}

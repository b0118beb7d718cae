package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.Idx;
import dev.omnivae.data.sound.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spoken digits, recorded and synthetic, alone and paired, on small folders and on real files. */
class SpokenReadersTest {
  private static final String[] SPEAKERS = {"anna", "ben", "carl"};
  private static final int TAKES = 4;

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  static Path shared;

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path root;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  // ---- recordings ----

  @Test
  void recordingsAreSplitByIndexAsPublished() {
    recordings(root.resolve("fsdd/recordings"));

    Dataset spoken =
        read(new FsddReader(), "{\"split\": {\"test_indices\": 1}, \"validation\": 0.1}");

    assertThat(spoken.modalities()).containsExactly(Modality.spectrogram("spoken", 64, 32));
    assertThat(spoken.samples(Split.TEST).size()).isEqualTo(10L * SPEAKERS.length);
    // of the 9 others of a digit one is held out
    assertThat(spoken.samples(Split.TRAIN).size()).isEqualTo(80);
    assertThat(spoken.samples(Split.VALID).size()).isEqualTo(10);
    assertThat(spoken.factors(Split.TEST, "spoken").get("speaker"))
        .containsOnly(0, 1, 2)
        .hasSize(30);
    assertThat(spoken.info().description()).endsWith("speakers anna, ben, carl");
    assertThat(spoken.info().checksums()).containsOnlyKeys("fsdd-training", "fsdd-test");
  }

  @Test
  void recordingsAreSplitBySpeaker() {
    recordings(root);

    Dataset spoken =
        read(
            new FsddReader(),
            "{\"split\": {\"by\": \"speaker\", \"test_speakers\": [\"ben\"]}, \"validation\": 0}");

    assertThat(spoken.samples(Split.TEST).size()).isEqualTo(10 * TAKES);
    assertThat(spoken.factors(Split.TEST, "spoken").get("speaker")).containsOnly(1);
    assertThat(spoken.factors(Split.TRAIN, "spoken").get("speaker")).containsOnly(0, 2);
  }

  @Test
  void labelsAreTheDigitsOfTheNamesAndEveryReadingIsTheSame() {
    recordings(root);
    String all = "{\"split\": {\"test_indices\": 1}, \"validation\": 0}";

    Batch once = all(read(new FsddReader(), all).samples(Split.TEST));
    Batch again = all(read(new FsddReader(), all).samples(Split.TEST));

    // by index, speaker, digit
    assertThat(labels(once)).startsWith(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1);
    assertThat(Tensors.shape(once.of("spoken").value())).containsExactly(30, 1, 64, 32);
    assertThat(values(once, "spoken")).isEqualTo(values(again, "spoken"));
    // digit d is a tone of 200 + 300 d hertz: a higher digit is higher up
    float[] values = values(once, "spoken");
    assertThat(brightest(values, 0)).isGreaterThan(brightest(values, 5));
    assertThat(brightest(values, 5)).isGreaterThan(brightest(values, 9));
  }

  @Test
  void theFirstRecordingsHoldAllDigitsAlike() {
    recordings(root);

    Dataset spoken =
        read(
            new FsddReader(),
            "{\"split\": {\"test_indices\": 1}, \"samples\": 20, \"test_samples\": 10,"
                + " \"validation\": 0}");

    long[] labels = labels(all(spoken.samples(Split.TRAIN)));
    assertThat(labels).hasSize(20);
    for (long digit = 0; digit < 10; digit++) {
      assertThat(labels).contains(digit);
    }
    assertThat(spoken.samples(Split.TEST).size()).isEqualTo(10);
  }

  @Test
  void aFileOfAnotherNameIsRefused() {
    recordings(root);
    Path odd = Wav.PCM16.write(root.resolve("seven.wav"), Wav.tone(440, 8000, 900));

    refused(
        "{}",
        "sound file "
            + odd
            + " must be named DIGIT_SPEAKER_INDEX.wav, as 7_jackson_32.wav, got"
            + " seven.wav; rename it or take it away");
  }

  @Test
  void aBrokenFileIsNamed() {
    recordings(root);
    Path broken = Wav.write(root.resolve("3_ben_2.wav"), new byte[0]);

    refused(
        "{\"split\": {\"test_indices\": 1}}",
        "sound file " + broken + " must be a WAV file, got an empty file; record or copy it again");
  }

  @Test
  void noRecordingsSaysWhereAndHow() {
    assertThatThrownBy(() -> read(new FsddReader(), "{}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "recordings of data set fsdd must be in one of %s, %s, %s, %s, got no"
                    .formatted(
                        root.resolve("fsdd/recordings"),
                        root.resolve("fsdd"),
                        root.resolve("recordings"),
                        root)
                + " DIGIT_SPEAKER_INDEX.wav; clone"
                + " https://github.com/Jakobovski/free-spoken-digit-dataset as fsdd and name the"
                + " folder above it with --data");
    assertThat(new FsddReader().availability(List.of(root)).ready()).isFalse();
    assertThat(new MnistSpokenReader().availability(List.of(root)).ready()).isFalse();
  }

  @Test
  void splitsThatCannotBeAreRefused() {
    recordings(root);

    refused(
        "{\"split\": {\"by\": \"speakers\"}}",
        "split.by must be a known choice, got 'speakers'; did you mean 'speaker'? choices: index,"
            + " speaker");
    refused(
        "{\"split\": {\"by\": \"speaker\", \"test_speakers\": [\"bob\"]}}",
        "split.test_speakers must name speakers of the recordings, got 'bob'; did you mean 'ben'?"
            + " choices: anna, ben, carl");
    refused(
        "{\"split\": {\"by\": \"speaker\", \"test_speakers\": []}}",
        "split.test_speakers must be at least one, got none; write test_speakers: [jackson]");
    refused(
        "{\"split\": {\"test_indices\": 4}}",
        "split must be one that leaves recordings on both sides, got none for training; write"
            + " split: {by: index, test_indices: 5}");
  }

  // ---- voices ----

  @Test
  void voicesAreHeardApart() {
    Dataset voices =
        read(new VoicesReader(), "{\"samples\": 300, \"test_samples\": 100, \"validation\": 0}");

    Batch train = all(voices.samples(Split.TRAIN));
    Batch test = all(voices.samples(Split.TEST));

    // by the nearest mean of a class, 0.1 by chance
    assertThat(nearestMean(train, test)).isGreaterThan(0.7);
    assertThat(voices.factors(Split.TRAIN, "spoken"))
        .containsOnlyKeys("speaker", "pitch", "seconds");
    assertThat(voices.factors(Split.TRAIN, "spoken").get("speaker")).contains(0, 1, 2, 3, 4, 5);
  }

  @Test
  void voicesAreWrittenAsRecordingsThatAreReadBack() {
    Path folder = root.resolve("recordings");

    new VoicesReader().make(context("{\"samples\": 120}"), folder);

    Dataset spoken =
        read(new FsddReader(), "{\"split\": {\"test_indices\": 1}, \"validation\": 0}");
    long test = spoken.samples(Split.TEST).size();
    assertThat(test).isBetween(40L, 60L); // ten digits of six voices, where each came at all
    assertThat(spoken.samples(Split.TRAIN).size()).isEqualTo(120 - test);
    assertThat(spoken.info().description())
        .endsWith("speakers voice0, voice1, voice2, voice3, voice4, voice5");
  }

  // ---- pairs ----

  @Test
  void generatedDigitsArePairedWithVoices() {
    Dataset pairs = read(new DigitsSpokenReader(), "{\"samples\": 100, \"test_samples\": 20}");

    assertThat(pairs.modalities())
        .containsExactly(
            Modality.image("handwritten", 1, 28, 28), Modality.spectrogram("spoken", 64, 32));
    assertThat(pairs.samples(Split.TEST).size()).isEqualTo(20);
  }

  @Test
  void everyImageOfMnistHasASpokenPartnerOfItsDigitInTraining() throws IOException {
    recordings(root.resolve("fsdd"));
    mnist(root.resolve("mnist"), 400);

    Dataset pairs =
        read(new MnistSpokenReader(), "{\"split\": {\"test_indices\": 1}, \"validation\": 0}");

    Samples train = pairs.samples(Split.TRAIN);
    assertThat(train.size()).isEqualTo(400); // of 90 recordings
    assertThat(pairs.samples(Split.TEST).size()).isEqualTo(30); // of 400 images
    Batch batch = all(train);
    float[] images = values(batch, "mnist");
    long[] labels = labels(batch);
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      int level = Math.round(images[i * 784] * 255); // 10 k + digit, see below
      seen.add(level);
      assertThat(level % 10).isEqualTo(labels[i]);
    }
    assertThat(seen).hasSizeGreaterThan(200); // of 256 levels
    long[] spoken = pairs.singlesOf(Split.TRAIN, "spoken", LongStream.range(0, 400).toArray());
    assertThat(Arrays.stream(spoken).distinct()).hasSize(90);
    Batch singles = pairs.singles(Split.TRAIN, "spoken").gather(0, spoken);
    assertThat(labels(singles)).isEqualTo(labels);
    assertThat(values(singles, "spoken")).isEqualTo(values(batch, "spoken"));
  }

  @Test
  void theWholeOfFsddIsRead() {
    String named = System.getenv("OMNIVAE_DATA");
    Path data = Path.of(named == null ? "../../shared/data" : named);
    Assumptions.assumeTrue(Files.isDirectory(data.resolve("fsdd")), "no real data here");

    Dataset spoken =
        new FsddReader().read(new ReaderContext(Settings.parse("{}"), List.of(data), shared, 1));

    assertThat(spoken.samples(Split.TRAIN).size()).isEqualTo(2560); // 14 of 270 of a digit validate
    assertThat(spoken.samples(Split.TEST).size()).isEqualTo(300);
    assertThat(spoken.info().description())
        .endsWith("speakers george, jackson, lucas, nicolas, theo, yweweler");
  }

  // ---- small folders ----

  /** Digit d of any speaker is a tone, {@link #TAKES} times. */
  private static void recordings(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    for (int digit = 0; digit < 10; digit++) {
      for (int speaker = 0; speaker < SPEAKERS.length; speaker++) {
        for (int take = 0; take < TAKES; take++) {
          double hertz = 200 + 300 * digit + 10 * speaker + 3 * take;
          Wav.PCM16.write(
              folder.resolve("%d_%s_%d.wav".formatted(digit, SPEAKERS[speaker], take)),
              Wav.tone(hertz, 8000, 3000));
        }
      }
    }
  }

  /** Image i is filled with a level whose last decimal digit is its label. */
  private static void mnist(Path folder, int images) throws IOException {
    Files.createDirectories(folder);
    byte[] pixels = new byte[images * 784];
    byte[] digits = new byte[images];
    for (int i = 0; i < images; i++) {
      int level = i % 250;
      Arrays.fill(pixels, i * 784, (i + 1) * 784, (byte) level);
      digits[i] = (byte) (level % 10);
    }
    for (String prefix : List.of("train", "t10k")) {
      Idx.write(
          folder.resolve(prefix + "-images-idx3-ubyte.gz"),
          new Idx.Array(List.of(images, 28, 28), pixels));
      Idx.write(
          folder.resolve(prefix + "-labels-idx1-ubyte.gz"), new Idx.Array(List.of(images), digits));
    }
  }

  private Dataset read(Reader reader, String json) {
    return reader.read(context(json));
  }

  private ReaderContext context(String json) {
    return new ReaderContext(Settings.parse(json), List.of(root), shared, 1);
  }

  private void refused(String json, String message) {
    assertThatThrownBy(() -> read(new FsddReader(), json))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  private static Batch all(Samples samples) {
    return samples.gather(0, LongStream.range(0, samples.size()).toArray());
  }

  private static long[] labels(Batch batch) {
    return Tensors.longs(Objects.requireNonNull(batch.labels()));
  }

  private static float[] values(Batch batch, String name) {
    try (Scope scope = Scope.open()) {
      return Tensors.floats(batch.of(name).value());
    }
  }

  /** The row with most light of a sound. */
  private static int brightest(float[] values, int sound) {
    int best = 0;
    double most = -1;
    for (int row = 0; row < 64; row++) {
      double sum = 0;
      for (int frame = 0; frame < 32; frame++) {
        sum += values[sound * 2048 + row * 32 + frame];
      }
      if (sum > most) {
        most = sum;
        best = row;
      }
    }
    return best;
  }

  private static double nearestMean(Batch train, Batch test) {
    float[] seen = values(train, "spoken");
    long[] labels = labels(train);
    double[][] means = new double[10][2048];
    int[] counts = new int[10];
    for (int i = 0; i < labels.length; i++) {
      int digit = (int) labels[i];
      counts[digit]++;
      for (int c = 0; c < 2048; c++) {
        means[digit][c] += seen[i * 2048 + c];
      }
    }
    float[] asked = values(test, "spoken");
    long[] truth = labels(test);
    int right = 0;
    for (int i = 0; i < truth.length; i++) {
      int best = 0;
      double least = Double.MAX_VALUE;
      for (int digit = 0; digit < 10; digit++) {
        double distance = 0;
        for (int c = 0; c < 2048; c++) {
          double difference = means[digit][c] / counts[digit] - asked[i * 2048 + c];
          distance += difference * difference;
        }
        if (distance < least) {
          least = distance;
          best = digit;
        }
      }
      right += best == truth[i] ? 1 : 0;
    }
    return right / (double) truth.length;
  }
}

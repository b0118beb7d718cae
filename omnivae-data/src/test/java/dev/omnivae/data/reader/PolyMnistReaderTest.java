package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.Idx;
import dev.omnivae.data.format.PngFile;
import dev.omnivae.data.generate.Drawing;
import dev.omnivae.data.generate.PolyMnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolyMnistReaderTest {
  private static final String SMALL =
      "\"samples\": 40, \"test_samples\": 20, \"validation\": 0, \"modalities\": [\"m0\", \"m1\"]";

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path root;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void whatIsMadeIsTheSameAsWhatIsDrawn() throws IOException {
    Path made = root.resolve("made/polymnist");
    new PolyMnistReader().make(context(SMALL, root), made);

    Dataset read = new PolyMnistReader().read(context(SMALL, root.resolve("made")));
    Dataset drawn = new PolyMnistReader().read(context(SMALL, root));

    assertThat(made.resolve("train/m1/3.7.png")).exists();
    assertThat(count(made.resolve("train/m0"))).isEqualTo(40);
    assertThat(count(made.resolve("test/m1"))).isEqualTo(20);
    assertThat(read.info().checksums()).isEqualTo(drawn.info().checksums()).hasSize(4);
    long[] labels = labels(read.samples(Split.TRAIN), 40);
    assertThat(labels(drawn.samples(Split.TRAIN), 40)).isEqualTo(labels);
    assertThat(labels).startsWith(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0);
  }

  @Test
  void theDigitInvertsTheCropOfItsOwnPicture() {
    // given a picture that is 50 everywhere, and digits of two grey levels around the threshold
    byte[] flat = new byte[3 * 40 * 40];
    java.util.Arrays.fill(flat, (byte) 50);
    byte[] digit = new byte[784];
    digit[100] = (byte) 129;
    digit[101] = (byte) 128;
    PolyMnist split = new PolyMnist(new Drawing(digit, new byte[] {4}, new float[0][]), 1, "train");

    byte[] drawn = split.draw(0, new PngFile.Planes(3, 40, 40, flat));

    assertThat(split.keys()).containsExactly(new PolyMnist.Key(0, 4));
    for (int c = 0; c < 3; c++) {
      assertThat(drawn[c * 784 + 100] & 0xff).isEqualTo(205);
      assertThat(drawn[c * 784 + 101] & 0xff).isEqualTo(50);
    }
  }

  @Test
  void everyModalityShowsAnotherHandwritingOfTheSameDigit() {
    // given digits each marked by one pixel of its own, on a black picture
    int samples = 30;
    byte[] pixels = new byte[784 * samples];
    byte[] labels = new byte[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = (byte) (i % 10);
      pixels[784 * i + i] = (byte) 255;
    }
    PolyMnist split = new PolyMnist(new Drawing(pixels, labels, new float[0][]), 1, "train");
    PngFile.Planes black = new PngFile.Planes(3, 30, 30, new byte[2700]);

    int[] first = marks(split.draw(0, black), samples);
    int[] second = marks(split.draw(1, black), samples);

    Set<Integer> used = new HashSet<>();
    int same = 0;
    for (int i = 0; i < samples; i++) {
      assertThat(first[i] % 10).isEqualTo(split.keys().get(i).label());
      assertThat(second[i] % 10).isEqualTo(split.keys().get(i).label());
      used.add(first[i]);
      same += first[i] == second[i] ? 1 : 0;
    }
    assertThat(used).hasSize(samples); // a permutation: each handwriting once a modality
    assertThat(same).isLessThan(samples); // 3 orders out of 6 a digit: all alike has chance 6^-10
  }

  @Test
  void digitsAndPicturesMayBeFilesOfTheUser() throws IOException {
    mnist(root.resolve("digits"));
    Path pictures = Files.createDirectories(root.resolve("pictures"));
    picture(pictures.resolve("a.png"), 100, 40);
    picture(pictures.resolve("b.png"), 200, 40);
    String settings =
        SMALL
            + ", \"from\": \"%s\", \"backgrounds\": \"%s\""
                .formatted(root.resolve("digits"), pictures);

    Dataset read = new PolyMnistReader().read(context(settings, root));

    Batch batch = read.samples(Split.TRAIN).gather(0, new long[] {0, 5});
    // every digit of the files is white: the crop is inverted everywhere
    assertThat(Tensors.floats(batch.of("m0").value())).containsOnly(155 / 255f);
    assertThat(Tensors.floats(batch.of("m1").value())).containsOnly(55 / 255f);
    assertThat(read.info().description()).endsWith("MNIST over photographs");
  }

  @Test
  void tooFewPicturesAreRefused() throws IOException {
    Path pictures = Files.createDirectories(root.resolve("pictures"));
    picture(pictures.resolve("a.png"), 100, 40);

    assertThatThrownBy(
            () ->
                new PolyMnistReader()
                    .read(context(SMALL + ", \"backgrounds\": \"%s\"".formatted(pictures), root)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "data.modalities must be among m0 to m0, a picture each, got m1; put more pictures into "
                + pictures);
  }

  @Test
  void aPictureSmallerThanADigitIsRefused() throws IOException {
    Path pictures = Files.createDirectories(root.resolve("pictures"));
    picture(pictures.resolve("a.png"), 100, 28);

    assertThatThrownBy(
            () ->
                new PolyMnistReader()
                    .read(context(SMALL + ", \"backgrounds\": \"%s\"".formatted(pictures), root)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            pictures.resolve("a.png")
                + " must be a picture larger than 28x28, got 28x28; replace it");
  }

  @Test
  void aMissingFileIsNamedOrAMissingModality() throws IOException {
    Path made = root.resolve("polymnist");
    new PolyMnistReader().make(context(SMALL, root), made);
    Files.delete(made.resolve("train/m1/2.5.png"));

    assertThatThrownBy(() -> new PolyMnistReader().read(context(SMALL, root)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "data set polymnist in "
                + made
                + " must be consistent, got no file of modality m1 in train/ for 2.5; correct the"
                + " files; incomplete: allow takes missing ones for missing modalities");

    Samples train =
        new PolyMnistReader()
            .read(context(SMALL + ", \"incomplete\": \"allow\"", root))
            .samples(Split.TRAIN);
    assertThat(train.complete()).isFalse();
    Batch batch = train.gather(0, new long[] {24, 25});
    assertThat(Tensors.longs(Objects.requireNonNull(batch.of("m1").available())))
        .containsExactly(1, 0);
    assertThat(batch.of("m0").available()).isNull();
  }

  private static int[] marks(byte[] drawn, int samples) {
    int[] marks = new int[samples];
    for (int i = 0; i < samples; i++) {
      for (int p = 0; p < 784; p++) {
        if (drawn[3 * 784 * i + p] != 0) {
          marks[i] = p;
        }
      }
    }
    return marks;
  }

  private static long[] labels(Samples samples, int count) {
    Batch batch = samples.gather(0, LongStream.range(0, count).toArray());
    return Tensors.longs(Objects.requireNonNull(batch.labels()));
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  private static void mnist(Path folder) throws IOException {
    Files.createDirectories(folder);
    byte[] pixels = new byte[100 * 784];
    java.util.Arrays.fill(pixels, (byte) 255);
    byte[] labels = new byte[100];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 10);
    }
    for (String prefix : List.of("train", "t10k")) {
      Idx.write(
          folder.resolve(prefix + "-images-idx3-ubyte.gz"),
          new Idx.Array(List.of(100, 28, 28), pixels));
      Idx.write(
          folder.resolve(prefix + "-labels-idx1-ubyte.gz"), new Idx.Array(List.of(100), labels));
    }
  }

  private static void picture(Path file, int level, int side) throws IOException {
    byte[] pixels = new byte[3 * side * side];
    java.util.Arrays.fill(pixels, (byte) level);
    PngFile.write(file, pixels, 0, 3, side, side);
  }

  private ReaderContext context(String settings, Path data) {
    return new ReaderContext(
        Settings.parse("{" + settings + "}"), List.of(data), root.resolve("cache"), 1);
  }
}

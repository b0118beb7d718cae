package dev.omnivae.data.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DrawingTest {
  static List<DigitDrawer> drawers() {
    return List.of(new HandwrittenDigits(), new StreetDigits());
  }

  @ParameterizedTest
  @MethodSource("drawers")
  void theSeedDecidesWhateverTheThreads(DigitDrawer drawer)
      throws ExecutionException, InterruptedException {
    Drawing one = onThreads(1, drawer, 1);
    Drawing four = onThreads(4, drawer, 1);
    Drawing other = onThreads(4, drawer, 2);

    assertThat(four.pixels()).isEqualTo(one.pixels());
    assertThat(four.labels()).isEqualTo(one.labels());
    assertThat(other.pixels()).isNotEqualTo(one.pixels());
  }

  @ParameterizedTest
  @MethodSource("drawers")
  void aSampleIsTheSameHoweverManyAreDrawn(DigitDrawer drawer) {
    Drawing few = Drawing.draw(drawer, 1, "train", 10);
    Drawing many = Drawing.draw(drawer, 1, "train", 40);

    assertThat(Arrays.copyOf(many.pixels(), few.pixels().length)).isEqualTo(few.pixels());
  }

  @ParameterizedTest
  @MethodSource("drawers")
  void splitsHoldDifferentSamples(DigitDrawer drawer) {
    assertThat(Drawing.draw(drawer, 1, "test", 20).pixels())
        .isNotEqualTo(Drawing.draw(drawer, 1, "train", 20).pixels());
  }

  @ParameterizedTest
  @MethodSource("drawers")
  void everyTenSamplesHoldEachDigitOnce(DigitDrawer drawer) {
    byte[] labels = Drawing.draw(drawer, 3, "train", 50).labels();

    for (int from = 0; from < 50; from += 10) {
      assertThat(Arrays.copyOfRange(labels, from, from + 10))
          .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
  }

  @ParameterizedTest
  @MethodSource("drawers")
  void everySampleShowsSomethingOfItsOwn(DigitDrawer drawer) {
    Drawing drawing = Drawing.draw(drawer, 1, "train", 200);
    int elements = (int) drawer.modality().elements();

    for (int sample = 0; sample < 200; sample++) {
      int from = sample * elements;
      int darkest = 255;
      int brightest = 0;
      for (int i = from; i < from + elements; i++) {
        darkest = Math.min(darkest, drawing.pixels()[i] & 0xff);
        brightest = Math.max(brightest, drawing.pixels()[i] & 0xff);
      }
      // The least contrast of a street digit is 0.2 of the range before blur and haze.
      assertThat(brightest - darkest).as("range of sample %d", sample).isGreaterThan(12);
    }
  }

  @Test
  void handwritingLiesInsideItsMarginAsInMnist() {
    byte[] pixels = Drawing.draw(new HandwrittenDigits(), 1, "train", 500).pixels();

    long ink = 0;
    long edge = 0;
    for (int i = 0; i < pixels.length; i++) {
      int row = i / 28 % 28;
      int column = i % 28;
      ink += pixels[i] & 0xff;
      edge += row == 0 || row == 27 || column == 0 || column == 27 ? pixels[i] & 0xff : 0;
    }
    // MNIST's mean is 0.1307; drawn digits are to be of that order, and hardly touch the border.
    assertThat(ink / 255.0 / pixels.length).isBetween(0.08, 0.2);
    assertThat(edge).isLessThan(ink / 1000);
  }

  @Test
  void factorsAreThoseNamed() {
    for (DigitDrawer drawer : drawers()) {
      Drawing drawing = Drawing.draw(drawer, 1, "train", 30);

      assertThat(drawing.factors()).hasNumberOfRows(drawer.factors().size());
    }
  }

  @Test
  void theCacheGivesWhatWasDrawn(@TempDir Path folder) throws IOException {
    DrawingCache cache = new DrawingCache(folder);
    DigitDrawer drawer = new HandwrittenDigits();

    Drawing first = cache.get(drawer, 1, "train", 20);
    Path file = cache.file(drawer, 1, "train", 20);
    FileTime before = Files.getLastModifiedTime(file);
    Drawing second = cache.get(drawer, 1, "train", 20);

    assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
    assertThat(second.pixels()).isEqualTo(first.pixels());
    assertThat(second.labels()).isEqualTo(first.labels());
    assertThat(second.factors()).isDeepEqualTo(first.factors());
  }

  @Test
  void aBrokenCacheFileIsDrawnAgain(@TempDir Path folder) throws IOException {
    DrawingCache cache = new DrawingCache(folder);
    DigitDrawer drawer = new HandwrittenDigits();
    Drawing first = cache.get(drawer, 1, "train", 20);
    Path file = cache.file(drawer, 1, "train", 20);
    byte[] whole = Files.readAllBytes(file);

    byte[] flipped = whole.clone();
    flipped[500] ^= 1;
    for (byte[] broken : List.of(flipped, Arrays.copyOf(whole, 700), new byte[0])) {
      Files.write(file, broken);

      assertThat(cache.get(drawer, 1, "train", 20).pixels()).isEqualTo(first.pixels());
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void nothingButTheFileStaysInTheCache(@TempDir Path folder) throws IOException {
    new DrawingCache(folder).get(new HandwrittenDigits(), 1, "train", 20);

    try (Stream<Path> files = Files.list(folder.resolve("drawings"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aCacheThatCannotBeWrittenCostsNothingButTime(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("taken");
    Files.writeString(file, "a file where the folder should be");

    Drawing drawing = new DrawingCache(file).get(new HandwrittenDigits(), 1, "train", 20);

    assertThat(drawing.samples()).isEqualTo(20);
  }

  private static Drawing onThreads(int threads, DigitDrawer drawer, long seed)
      throws ExecutionException, InterruptedException {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(() -> Drawing.draw(drawer, seed, "train", 60)).get();
    } finally {
      pool.shutdown();
    }
  }
}

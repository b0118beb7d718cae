package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.picture.SamplePictures;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderReaderTest {
  @TempDir private Path temp;
  private final List<String> told = new ArrayList<>();
  private final Notices notices = new Notices(told::add);

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private Path mine() {
    return temp.resolve("mine");
  }

  /** A picture whose red is its number. */
  private void picture(String name, int number) {
    SamplePictures.write(
        mine().resolve(name),
        SamplePictures.bytes(SamplePictures.plain(12, 10, new Color(number, 0, 0)), "png"));
  }

  private void pictures(String pattern, int first, int count) {
    for (int i = first; i < first + count; i++) {
      picture(pattern.formatted(i), i);
    }
  }

  private Dataset read(String json) {
    return new FolderReader(notices)
        .read(
            new ReaderContext(
                Settings.parse(json.isEmpty() ? "{\"size\": 8}" : "{" + json + "}"),
                List.of(temp.resolve("nothing"), mine()),
                temp.resolve("cache"),
                1));
  }

  private static Batch all(Dataset dataset, Split split) {
    Samples samples = dataset.samples(split);
    return samples.gather(0, LongStream.range(0, samples.size()).toArray());
  }

  /** Numbers of the pictures by split. */
  private static Map<Split, Set<Integer>> numbers(Dataset dataset) {
    Map<Split, Set<Integer>> numbers = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      Set<Integer> of = numbers.computeIfAbsent(split, key -> new TreeSet<>());
      if (dataset.samples(split).size() > 0) {
        float[] pixels = Tensors.floats(all(dataset, split).of("image").value());
        int each = (int) dataset.modalities().get(0).elements();
        for (int at = 0; at < pixels.length; at += each) {
          of.add(Math.round(255 * pixels[at]));
        }
      }
    }
    return numbers;
  }

  private void refused(String json, String message) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(InputException.class).hasMessage(message);
  }

  @Test
  void aFolderOfPicturesIsADataSet() {
    pictures("holiday/%03d.png", 0, 40);

    Dataset dataset = read("\"size\": [8, 6], \"test\": 0.2, \"validation\": 0.1");

    assertThat(dataset.modalities()).containsExactly(Modality.image("image", 3, 8, 6));
    Map<Split, Set<Integer>> numbers = numbers(dataset);
    Set<Integer> union = new TreeSet<>();
    numbers.values().forEach(union::addAll);
    assertThat(union).hasSize(40);
    assertThat(numbers.values().stream().mapToInt(Set::size).sum()).isEqualTo(40);
    assertThat(dataset.info().classes()).isEmpty();
    assertThat(dataset.info().name()).isEqualTo("mine");
    assertThat(dataset.info().description()).isEqualTo("40 pictures of folder mine");
    assertThat(told).isEmpty();
  }

  @Test
  void aPictureThatIsAddedMovesNoOther() throws IOException {
    pictures("%03d.png", 0, 60);
    Map<Split, Set<Integer>> before = numbers(read(""));
    pictures("more/%03d.png", 60, 60);
    Files.delete(mine().resolve("007.png"));

    Map<Split, Set<Integer>> after = numbers(read(""));

    before.forEach(
        (split, numbers) -> {
          numbers.remove(7);
          assertThat(after.get(split)).as(split.key()).containsAll(numbers);
        });
    assertThat(Objects.requireNonNull(after.get(Split.TEST)).size()).isBetween(4, 25); // of 119, 12
    assertThat(numbers(read("\"size\": 8, \"seed\": 2"))).isNotEqualTo(after);
  }

  @Test
  void asFewAsThreeGiveEverySplitOne() {
    pictures("%d.png", 0, 3);

    assertThat(numbers(read("")).values()).allSatisfy(split -> assertThat(split).hasSize(1));
  }

  @Test
  void someAreAlwaysTheSameOnes() {
    pictures("%03d.png", 0, 50);
    String ten = "\"size\": 8, \"samples\": 10";

    Map<Split, Set<Integer>> once = numbers(read(ten));

    assertThat(once.values().stream().mapToInt(Set::size).sum()).isEqualTo(10);
    assertThat(numbers(read(ten))).isEqualTo(once);
  }

  @Test
  void foldersInsideAreClassesWhereEveryPictureIsInOne() {
    pictures("cats/%03d.png", 0, 6);
    pictures("dogs/old/%03d.png", 100, 6);

    Dataset dataset = read("");

    assertThat(dataset.info().classes()).containsExactly("cats", "dogs");
    for (Split split : Split.values()) {
      Batch batch = all(dataset, split);
      long[] labels = Tensors.longs(Objects.requireNonNull(batch.labels()));
      float[] pixels = Tensors.floats(batch.of("image").value());
      for (int i = 0; i < labels.length; i++) {
        assertThat(labels[i]).isEqualTo(255 * pixels[i * 192] >= 99 ? 1 : 0);
      }
    }
    assertThat(read("\"size\": 8, \"labels\": \"none\"").info().classes()).isEmpty();
    picture("alone.png", 99);
    assertThat(read("").info().classes()).isEmpty();
    refused(
        "\"size\": 8, \"labels\": \"folders\"",
        "every picture of "
            + mine()
            + " must be in the folder of its class, got alone.png, which is in none; move it into"
            + " one, or write labels: none");
  }

  @Test
  void foldersTrainAndTestAreTheSplits() {
    pictures("train/cats/%03d.png", 0, 10);
    pictures("train/dogs/%03d.png", 10, 10);
    pictures("Test/cats/%03d.png", 20, 4);
    pictures("Test/dogs/%03d.png", 24, 4);
    picture("cover.png", 200);

    Dataset dataset = read("");

    Map<Split, Set<Integer>> numbers = numbers(dataset);
    assertThat(numbers.get(Split.TEST)).containsExactly(20, 21, 22, 23, 24, 25, 26, 27);
    assertThat(numbers.get(Split.VALID)).isNotEmpty().allMatch(number -> number < 20);
    assertThat(dataset.info().classes()).containsExactly("cats", "dogs");
    assertThat(told)
        .singleElement()
        .asString()
        .contains(
            "1 of 29 left out (1 beside train and test), such as cover.png: beside train and test,"
                + " in none of the folders [Test, train]");
  }

  @Test
  void aValidationFolderBesideTrainLeavesTheTestToBeDrawn() {
    pictures("train/%03d.png", 0, 20);
    pictures("val/%03d.png", 20, 5);

    Map<Split, Set<Integer>> numbers = numbers(read(""));

    assertThat(numbers.get(Split.VALID)).containsExactly(20, 21, 22, 23, 24);
    assertThat(numbers.get(Split.TEST)).isNotEmpty().allMatch(number -> number < 20);
  }

  @Test
  void whatCannotBeUsedIsCountedAndListed() throws IOException {
    pictures("%03d.png", 0, 12);
    byte[] whole = SamplePictures.bytes(SamplePictures.noise(32), "png");
    SamplePictures.write(mine().resolve("cut.png"), SamplePictures.cut(whole, 0.7));
    SamplePictures.write(mine().resolve("moving.gif"), SamplePictures.frames("gif", 3));
    SamplePictures.write(mine().resolve("nothing.jpg"), new byte[0]);
    SamplePictures.write(mine().resolve("vast.png"), SamplePictures.promising(9000, 9000));

    for (int i = 0; i < 2; i++) { // decoded, then from the cache
      Dataset dataset = read("");

      assertThat(numbers(dataset).values().stream().mapToInt(Set::size).sum()).isEqualTo(12);
      assertThat(dataset.info().description())
          .isEqualTo(
              "12 pictures of folder mine, 4 left out (1 empty, 1 broken, 1 huge, 1 animated)");
    }

    Path list = temp.resolve("cache/pictures/left-out-of-mine.txt");
    assertThat(told) // once
        .singleElement()
        .asString()
        .startsWith(
            "folder mine: 4 of 16 left out (1 empty, 1 broken, 1 huge, 1 animated), such as"
                + " cut.png: broken, ")
        .endsWith("; the list is " + list);
    assertThat(list)
        .content()
        .contains(
            "cut.png: broken, ",
            "moving.gif: animated, 3 frames\n",
            "nothing.jpg: empty, no bytes\n",
            "vast.png: huge, 9000x9000 pixels, more than 64 million\n");
  }

  @Test
  void aFolderIsDecodedOnce() throws IOException {
    pictures("%03d.png", 0, 12);
    Map<Split, Set<Integer>> once = numbers(read(""));
    Path file = mine().resolve("003.png");
    FileTime time = Files.getLastModifiedTime(file);
    byte[] other = Files.readAllBytes(mine().resolve("004.png"));
    assertThat(Files.size(file)).isEqualTo(other.length);
    Files.write(file, other);
    Files.setLastModifiedTime(file, time);

    assertThat(numbers(read(""))).isEqualTo(once);

    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5000));
    assertThat(numbers(read(""))).isNotEqualTo(once);
  }

  @Test
  void aFolderWithoutPicturesIsOneLine() throws IOException {
    refused(
        "",
        "folder of pictures must be a folder that is there, got ["
            + temp.resolve("nothing/")
            + ", "
            + mine()
            + "]; name it with --data, or one inside that with -s data.folder=NAME");
    Files.createDirectories(mine());
    String few =
        "pictures of " + mine() + " must be at least 3 in PNG, JPEG, GIF, BMP, WebP or TIFF";
    refused("", few + ", got 0; name the folder of your pictures with --data");
    pictures("%d.png", 0, 2);
    SamplePictures.write(mine().resolve("nothing.jpg"), new byte[0]);
    refused(
        "", few + ", got 2 and 1 left out (1 empty); name the folder of your pictures with --data");
  }

  @Test
  void aSplitWithoutPicturesIsNamed() {
    pictures("train/%d.png", 0, 5);
    SamplePictures.write(mine().resolve("test/nothing.jpg"), new byte[0]);

    refused(
        "",
        "pictures of "
            + mine().resolve("test")
            + " must be at least 1 in PNG, JPEG, GIF, BMP, WebP or TIFF, got 0 and 1 left out (1"
            + " empty); name the folder of your pictures with --data");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    pictures("%d.png", 0, 3);
    refused(
        "\"size\": 2",
        "size must be height and width, 4 to 1024 each, got [2]; write size: [64, 64]");
    refused(
        "\"size\": [8, 8, 3]",
        "size must be height and width, 4 to 1024 each, got [8, 8, 3]; write size: [64, 64]");
    refused("\"channels\": 4", "channels must be 1 (grey) or 3 (colour), got 4; write channels: 3");
    refused("\"ground\": 256", "ground must be 0 to 255, got 256; write ground: 255");
    refused("\"test\": 1", "test must be above 0 and below 1, got 1.0; write test: 0.2");
    refused(
        "\"max_megapixels\": 0",
        "max_megapixels must be at least 1, got 0; write max_megapixels: 64");
    refused(
        "\"labels\": \"folder\"",
        "labels must be a known choice, got 'folder'; did you mean 'folders'? choices: auto,"
            + " folders, none");
  }
}

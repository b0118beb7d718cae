package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.format.PngFile;
import dev.omnivae.data.generate.ProfileParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilesReaderTest {
  private static final List<String> TWO = List.of("bt", "fpu");
  private static final String READ_TWO = "\"components\": [\"bt\", \"fpu\"], \"validation\": 0";

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path root;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void thePublishedLayoutIsReadWithItsSizes() throws IOException {
    published();

    Dataset profiles = read(READ_TWO);

    Samples train = profiles.samples(Split.TRAIN);
    assertThat(train.size()).isEqualTo(2);
    Batch batch = train.gather(0, new long[] {0, 1});
    assertThat(Tensors.shape(batch.of("bt").value())).containsExactly(2, 1, 64, 32);
    // part 7 is filled with 7 + 10 a component
    assertThat(Tensors.floats(batch.of("bt").value())[0]).isEqualTo(7 / 255f);
    assertThat(Tensors.floats(batch.of("fpu").value())[2048]).isEqualTo(18 / 255f);
    assertThat(profiles.conditions()).containsExactly("width_px", "height_px");
    // widths 20 and 24: mean 22, deviation 2
    assertThat(profiles.standardisations().get(0).standardise(24)).isCloseTo(1, within(1e-12));
    assertThat(Tensors.floats(Objects.requireNonNull(batch.conditions())))
        .containsExactly(-1, -1, 1, 1);
    assertThat(train.conditions()).containsExactly("width_px", "height_px");
    assertThat(batch.labels()).isNull();
  }

  @Test
  void matchingMayBeTheIdOrTheWholePrefix() throws IOException {
    published();
    dimensions("matching_7,20,40,True", "8,24,60,1", "9,22,50,0");

    assertThat(read(READ_TWO).samples(Split.TRAIN).size()).isEqualTo(2);
  }

  @Test
  void everythingThatIsWrongIsToldByIdInOneMessage() throws IOException {
    published();
    delete("train", "bt", 8); // missing component
    write("test", "bt", 12, 64, 32); // no row
    write("test", "fpu", 9, 32, 64); // size
    write("train", "bt", 13, 64, 32); // against the flag
    write("train", "fpu", 13, 64, 32);
    dimensions(
        "7,20,wide,true",
        "8,24,60,true",
        "9,22,50,false",
        "10,22,50,false",
        "13,22,50,false",
        "7,1,1,true");

    assertThatThrownBy(() -> read(READ_TWO))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "data set profiles in "
                + root.resolve("profiles")
                + " must be consistent, got height_px that is no number for 7 ('wide'); no file of"
                + " component bt for 8; no file at all for 10; files in train/ against the train"
                + " flag of 13; two rows of dimensions.csv for 7; no row of dimensions.csv for 12;"
                + " component fpu other than 64x32 (height x width) for 9 (32x64); correct the"
                + " files; incomplete: allow takes missing components for missing modalities");
  }

  @Test
  void missingComponentsMayBeMissingModalities() throws IOException {
    published();
    delete("train", "bt", 8);

    Dataset profiles = read(READ_TWO + ", \"incomplete\": \"allow\"");

    Samples train = profiles.samples(Split.TRAIN);
    assertThat(train.complete()).isFalse();
    Batch batch = train.gather(0, new long[] {0, 1});
    assertThat(Tensors.longs(Objects.requireNonNull(batch.of("bt").available())))
        .containsExactly(1, 0);
    assertThat(batch.of("fpu").available()).isNull();
    assertThat(profiles.singles(Split.TRAIN, "bt").size()).isEqualTo(1);
  }

  @Test
  void anIdWithoutAnyFileIsWrongEvenWhereComponentsMayMiss() throws IOException {
    published();
    delete("train", "bt", 8);
    delete("train", "fpu", 8);

    assertThatThrownBy(() -> read(READ_TWO + ", \"incomplete\": \"allow\""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no file at all for 8; correct the files");
  }

  @Test
  void stackedComponentsAreTheChannelsOfOneImage() throws IOException {
    published();

    Dataset profiles = read(READ_TWO + ", \"stacked\": true");

    Batch batch = profiles.samples(Split.TRAIN).gather(0, new long[] {1});
    assertThat(batch.modalities()).containsOnlyKeys("stacked");
    assertThat(Tensors.shape(batch.of("stacked").value())).containsExactly(1, 2, 64, 32);
    float[] values = Tensors.floats(batch.of("stacked").value());
    assertThat(values[0]).isEqualTo(8 / 255f);
    assertThat(values[2048]).isEqualTo(18 / 255f);
  }

  @Test
  void aComponentWithoutFolderNamesTheNearest() throws IOException {
    published();

    assertThatThrownBy(() -> read("\"components\": [\"btt\"]"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "component btt must be a folder of %s, got no such folder; did you mean 'bt'? choices: bt, fpu"
                .formatted(root.resolve("profiles/train")));
  }

  @Test
  void aMissingColumnIsNamed() throws IOException {
    published();
    Files.writeString(
        root.resolve("profiles/dimensions.csv"), "matching,width,height_px,train\n7,24,60,true\n");

    assertThatThrownBy(() -> read(READ_TWO))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "%s must be a table with columns matching, width_px, height_px and train, got no column"
                    .formatted(root.resolve("profiles/dimensions.csv"))
                + " width_px; did you mean 'width'? choices: height_px, matching, train, width");
  }

  @Test
  void aFileIsDecodedOnceAndAgainWhenItChanges() throws IOException {
    published();
    read(READ_TWO);
    Path kept = root.resolve("cache/pictures");
    try (var files = Files.list(kept)) {
      assertThat(files).hasSize(4); // two components, two splits
    }

    write("train", "bt", 7, 64, 32, 99);
    Files.setLastModifiedTime(
        file("train", "bt", 7), java.nio.file.attribute.FileTime.fromMillis(1));

    Batch batch = read(READ_TWO).samples(Split.TRAIN).gather(0, new long[] {0});
    assertThat(Tensors.floats(batch.of("bt").value())[0]).isEqualTo(99 / 255f);
  }

  @Test
  void aDrawnSetIsReadThroughTheSamePathAndKeepsItsFactors() {
    Dataset drawn = read("\"samples\": 70, \"test_samples\": 14, \"validation\": 0.1");

    assertThat(drawn.samples(Split.TRAIN).size()).isEqualTo(63);
    assertThat(drawn.samples(Split.VALID).size()).isEqualTo(7);
    assertThat(drawn.samples(Split.TEST).size()).isEqualTo(14);
    assertThat(drawn.info().classes()).isEqualTo(ProfileParts.TYPES);
    assertThat(drawn.modalities())
        .extracting(modality -> modality.name())
        .containsExactly("group_nc", "group_km", "bt", "fpu", "tpc");
    assertThat(drawn.factors(Split.TEST, "bt"))
        .containsOnlyKeys("strength", "lean", "bands", "tilt", "phase");
    long[] labels =
        Tensors.longs(
            Objects.requireNonNull(drawn.samples(Split.TEST).gather(0, range(14)).labels()));
    for (int type = 0; type < 7; type++) {
      int wanted = type;
      assertThat(Arrays.stream(labels).filter(label -> label == wanted).count()).isEqualTo(2);
    }
  }

  @Test
  void whatIsMadeIsWhatIsDrawn() {
    String settings = "\"samples\": 14, \"test_samples\": 7";
    Path made = root.resolve("made/profiles");
    new ProfilesReader().make(context(settings, root), made);

    Dataset read = new ProfilesReader().read(context(settings, root.resolve("made")));
    Dataset drawn = read(settings);

    assertThat(read.info().checksums()).isEqualTo(drawn.info().checksums()).hasSize(10);
    assertThat(read.info().licence()).isEqualTo("as its owner says");
    assertThatThrownBy(() -> new ProfilesReader().make(context(settings, root), made))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "folder to make data in must be new or empty, got %s; name another one"
                .formatted(made));
  }

  @Test
  void aDrawingSpansTheSizesItIsConditionedOn() {
    // The body of a box is exactly as wide and high as dimensions.csv says, up to anti-aliasing.
    for (int i = 0; i < 21; i++) {
      ProfileParts.Part part = ProfileParts.draw(1, "train", i);
      byte[] body = part.components().get(0);
      int top = 64;
      int bottom = 0;
      for (int p = 0; p < body.length; p++) {
        if (body[p] != 0) {
          top = Math.min(top, p / 32);
          bottom = Math.max(bottom, p / 32);
        }
      }
      // one row more on each side where the edge falls between pixels
      assertThat(bottom - top + 1).isBetween(part.height() - 2, part.height() + 2);
    }
  }

  @Test
  void aPartIsTheSameWhateverTheNumberDrawn() {
    ProfileParts.Part once = ProfileParts.draw(1, "train", 5);
    ProfileParts.Part again = ProfileParts.draw(1, "train", 5);
    ProfileParts.Part other = ProfileParts.draw(2, "train", 5);

    for (int c = 0; c < 5; c++) {
      assertThat(again.components().get(c)).isEqualTo(once.components().get(c));
      assertThat(other.components().get(c)).isNotEqualTo(once.components().get(c));
    }
  }

  private static long[] range(int size) {
    return java.util.stream.LongStream.range(0, size).toArray();
  }

  /** Parts 7 and 8 for training, 9 for the test. */
  private void published() throws IOException {
    for (int id : new int[] {7, 8, 9}) {
      for (String component : TWO) {
        write(id < 9 ? "train" : "test", component, id, 64, 32);
      }
    }
    dimensions("matching_7,20,40,true", "matching_8,24,60,true", "matching_9,22,50,false");
  }

  private void dimensions(String... rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of("matching,width_px,height_px,train"));
    lines.addAll(List.of(rows));
    Files.write(root.resolve("profiles/dimensions.csv"), lines);
  }

  private void write(String split, String component, int id, int height, int width)
      throws IOException {
    write(split, component, id, height, width, id + 10 * TWO.indexOf(component));
  }

  private void write(String split, String component, int id, int height, int width, int level)
      throws IOException {
    Path file = file(split, component, id);
    Files.createDirectories(file.getParent());
    byte[] pixels = new byte[height * width];
    Arrays.fill(pixels, (byte) level);
    PngFile.write(file, pixels, 0, 1, height, width);
  }

  private void delete(String split, String component, int id) throws IOException {
    Files.delete(file(split, component, id));
  }

  private Path file(String split, String component, int id) {
    return root.resolve("profiles")
        .resolve(split)
        .resolve(component)
        .resolve("matching_%d_%s.png".formatted(id, component));
  }

  private Dataset read(String settings) {
    return new ProfilesReader().read(context(settings, root));
  }

  private ReaderContext context(String settings, Path data) {
    return new ReaderContext(
        Settings.parse("{" + settings + "}"), List.of(data), root.resolve("cache"), 1);
  }
}

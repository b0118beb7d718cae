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
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CelebAMaskHqReaderTest {
  private static final String PLAIN =
      "\"samples\": 8, \"test_samples\": 2, \"validation\": 0.25, \"size\": 16,"
          + " \"attributes\": [\"male\", \"female\", \"smiling\"]";

  @TempDir private Path root;
  private Path folder;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  /** Fourteen faces; 3 and 7 are turned away, and whether 5 smiles is not known. */
  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(root.resolve("CelebAMask-HQ"));
    Files.createDirectories(folder.resolve("CelebA-HQ-img"));
    List<String> attributes = new ArrayList<>(List.of("14", "Smiling Male "));
    List<String> poses = new ArrayList<>(List.of("14", "Yaw Pitch Raw"));
    for (int i = 0; i < 14; i++) {
      BufferedImage image = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = image.createGraphics();
      pen.setColor(new Color(10 * i, 100, 200));
      pen.fillRect(0, 0, 128, 128);
      ImageIO.write(image, "jpg", folder.resolve("CelebA-HQ-img/" + i + ".jpg").toFile());
      attributes.add(
          "%d.jpg  %d %d".formatted(i, i == 5 ? 0 : i % 2 == 0 ? 1 : -1, i < 7 ? 1 : -1));
      poses.add("%d.jpg %s".formatted(i, i == 3 ? "-25.5 0 0" : i == 7 ? "0 0 15.0" : "1 -2 3"));
    }
    Files.write(folder.resolve("CelebAMask-HQ-attribute-anno.txt"), attributes);
    Files.write(folder.resolve("CelebAMask-HQ-pose-anno.txt"), poses);
  }

  private Dataset read(String keys) {
    return read(new CelebAMaskHqReader(), keys);
  }

  private Dataset read(CelebAMaskHqReader reader, String keys) {
    Settings settings = Settings.parse("{\"reader\": \"celebamask-hq\", " + keys + "}");
    return reader.read(new ReaderContext(settings, List.of(root), root.resolve("cache"), 1));
  }

  private static Batch all(Dataset dataset, Split split) {
    Samples samples = dataset.samples(split);
    return samples.gather(0, LongStream.range(0, samples.size()).toArray());
  }

  /** Which face a picture is of, by its red. */
  private static int face(float red) {
    return Math.round(red * 255 / 10);
  }

  @Test
  void frontalFacesAreSplitAndHaveTheirAttributes() {
    Dataset dataset = read(PLAIN);
    List<Integer> faces = new ArrayList<>();

    for (Split split : Split.values()) {
      Batch batch = all(dataset, split);
      float[] values = Tensors.floats(batch.of("attributes").value());
      float[] pixels = Tensors.floats(batch.of("image").value());
      Tensor known = batch.of("attributes").known();
      for (int i = 0; i < batch.size(); i++) {
        int face = face(pixels[i * 3 * 256]);
        faces.add(face);
        assertThat(values[3 * i]).as("face %d is male", face).isEqualTo(face < 7 ? 1 : 0);
        assertThat(values[3 * i + 1]).as("face %d is female", face).isEqualTo(face < 7 ? 0 : 1);
        boolean smiles = face % 2 == 0;
        assertThat(values[3 * i + 2]).as("face %d smiles", face).isEqualTo(smiles ? 1 : 0);
        boolean[] is = new boolean[3];
        for (int a = 0; a < 3 && known != null; a++) {
          is[a] = known.select(0, i).select(0, a).item_bool();
        }
        if (face == 5) {
          assertThat(is).containsExactly(true, true, false);
        }
      }
    }

    assertThat(dataset.samples(Split.TRAIN).size()).isEqualTo(6);
    assertThat(dataset.samples(Split.VALID).size()).isEqualTo(2);
    assertThat(dataset.samples(Split.TEST).size()).isEqualTo(2);
    assertThat(faces).doesNotHaveDuplicates().doesNotContain(3, 7);
  }

  @Test
  void theSeedChoosesAndACachedReadIsTheSame() {
    float[] once = Tensors.floats(all(read(PLAIN), Split.TRAIN).of("image").value());
    float[] again = Tensors.floats(all(read(PLAIN), Split.TRAIN).of("image").value());
    float[] other =
        Tensors.floats(all(read(PLAIN + ", \"seed\": 7"), Split.TRAIN).of("image").value());

    assertThat(again).isEqualTo(once);
    assertThat(other).isNotEqualTo(once);
    assertThat(Objects.requireNonNull(root.resolve("cache/pictures").toFile().list())).hasSize(2);
  }

  @Test
  void theLicenceIsToldOnceHoweverOftenFacesAreRead() {
    List<String> told = new ArrayList<>();
    Notices notices = new Notices(told::add);

    for (int i = 0; i < 2; i++) { // a reader each, as commands make them
      read(new CelebAMaskHqReader(notices), PLAIN);
      read(new CelebAMaskHqReader(notices), PLAIN + ", \"seed\": 7");
    }

    assertThat(told)
        .containsExactly(
            "CelebAMask-HQ: non-commercial research and education alone (CelebAMask-HQ agreement)");
  }

  @Test
  void badLinesAreNamed() throws IOException {
    Path file = folder.resolve("CelebAMask-HQ-attribute-anno.txt");
    List<String> lines = Files.readAllLines(file);
    refuse(
        file,
        lines,
        4,
        "2.jpg 1",
        "line 5 of "
            + file
            + " must be a picture and 2 numbers, got 1 numbers; mend the line, or"
            + " download the file again");
    refuse(
        file,
        lines,
        4,
        "2.jpg 1 yes",
        "line 5 of "
            + file
            + " must be numbers alone, got 'yes' for Male; mend the line, or"
            + " download the file again");
    refuse(
        file,
        lines,
        4,
        "1.jpg 1 1",
        "line 5 of "
            + file
            + " must be of a picture that no other line has, got '1.jpg' again;"
            + " remove it");
    refuse(
        file,
        lines,
        0,
        "Smiling Male",
        file
            + " must be a number of pictures, a line of names, then one line a picture, got"
            + " 'Smiling Male' first; download it again");
  }

  private void refuse(Path file, List<String> lines, int at, String line, String message)
      throws IOException {
    List<String> changed = new ArrayList<>(lines);
    changed.set(at, line);
    Files.write(file, changed);
    assertThatThrownBy(() -> read(PLAIN)).isInstanceOf(InputException.class).hasMessage(message);
    Files.write(file, lines);
  }

  @Test
  void whatDoesNotFitIsOneLine() throws IOException {
    assertThatThrownBy(() -> read("\"samples\": 11, \"test_samples\": 2"))
        .hasMessage(
            "data.samples must be at most the 12 faces that pass the pose filter, less"
                + " test_samples: 10, got 11; write samples: 0 for all, or fewer test_samples");
    assertThatThrownBy(() -> read(PLAIN.replace("smiling", "smilling")))
        .hasMessageStartingWith("data.attributes must name columns of ")
        .hasMessageEndingWith("got 'smilling'; did you mean 'smiling'? choices: male, smiling");
    Files.delete(folder.resolve("CelebA-HQ-img/1.jpg"));
    assertThatThrownBy(() -> read(PLAIN.replace("8", "10")))
        .hasMessage(
            folder.resolve("CelebA-HQ-img/1.jpg")
                + " must be there, as the annotations say, got no such file; unpack it again");
    assertThat(new CelebAMaskHqReader().availability(List.of(root)).ready()).isTrue();
    assertThat(new CelebAMaskHqReader().availability(List.of(folder.resolve("no"))).ready())
        .isFalse();
  }
}

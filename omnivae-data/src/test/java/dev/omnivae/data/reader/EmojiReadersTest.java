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
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Emoji with their names and without. */
class EmojiReadersTest {
  @TempDir private Path root;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void emojiAreSplitByBaseAndTransparentPixelsShowTheGround() throws IOException {
    writeEmoji();

    Dataset emoji = read(new EmojiTextReader(), "\"test\": 0.4, \"size\": 8", root);

    Set<Integer> train = bases(emoji, Split.TRAIN);
    Set<Integer> test = bases(emoji, Split.TEST);
    assertThat(test).hasSize(4).doesNotContainAnyElementsOf(train);
    assertThat(train).hasSize(6); // a twentieth of three, by group, is none
    assertThat(emoji.samples(Split.TEST).size()).isEqualTo(8); // each base with its variant
    assertThat(emoji.info().classes()).contains("smileys");
  }

  @Test
  void picturesAloneAreSplitByBaseToo() throws IOException {
    writeEmoji();

    Dataset emoji = read(new EmojiReader(), "\"test\": 0.4, \"size\": 8", root);

    assertThat(emoji.modalities()).containsExactly(Modality.image("image", 3, 8, 8));
    Set<Integer> train = bases(emoji, Split.TRAIN);
    Set<Integer> test = bases(emoji, Split.TEST);
    assertThat(test).hasSize(4).doesNotContainAnyElementsOf(train);
    assertThat(emoji.samples(Split.TEST).size()).isEqualTo(8); // each base with its variant
    Batch batch = all(emoji, Split.TEST);
    float[] pixels = Tensors.floats(batch.of("image").value());
    long[] groups = Tensors.longs(Objects.requireNonNull(batch.labels()));
    for (int i = 0; i < groups.length; i++) {
      int base = Math.round(pixels[i * 192 + 27] * 255) / 20;
      assertThat(groups[i]).isEqualTo(base % 2);
    }
  }

  @Test
  void theListOfNamesGivesLabelsAndNothingElse() throws IOException {
    writeEmoji();
    String settings = "\"size\": 8, \"skin_tones\": false";
    Dataset named = read(new EmojiReader(), settings, root);
    Files.delete(root.resolve("emoji-text/emojibase-en-data.raw.json"));

    Dataset unnamed = read(new EmojiReader(), settings, root);

    assertThat(named.info().classes()).contains("smileys", "other");
    assertThat(unnamed.info().classes()).isEmpty();
    for (Split split : List.of(Split.TRAIN, Split.TEST)) {
      assertThat(bases(unnamed, split)).isEqualTo(bases(named, split));
      assertThat(unnamed.samples(split).size()).isEqualTo(bases(named, split).size());
    }
  }

  @Test
  void settingsAndFoldersThatMakeNoSenseAreOneLine() throws IOException {
    refused("\"size\": 80", "size must be 8 to 72, which the pictures are, got 80; write size: 32");
    refused("\"ground\": -1", "ground must be 0 to 255, got -1; write ground: 255");
    refused("\"test\": 0", "test must be above 0 and below 1, got 0.0; write test: 0.2");
    Path pictures = Files.createDirectories(root.resolve("noto-emoji/png/72"));
    picture(pictures.resolve(EmojiPictures.FIRST), 1);
    refused(
        "",
        "pictures of emoji must be of at least 2 emoji, got 1; download the whole folder png/72");
    Files.write(pictures.resolve("emoji_u1f601.png"), new byte[3]);
    refused(
        "",
        pictures.resolve("emoji_u1f601.png")
            + " must be a whole picture, got no picture inside; download it again");
    ImageIO.write(
        new BufferedImage(4, 8, BufferedImage.TYPE_INT_RGB),
        "png",
        pictures.resolve("emoji_u1f601.png").toFile());
    refused(
        "",
        pictures.resolve("emoji_u1f601.png")
            + " must be a square picture, got 8x4; download it again");
  }

  private void refused(String json, String message) {
    assertThatThrownBy(() -> read(new EmojiReader(), json, root))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void allRealPicturesAreRead() {
    String named = System.getenv("OMNIVAE_DATA");
    Path data = Path.of(named == null ? "../../shared/data" : named);
    Assumptions.assumeTrue(Files.isDirectory(data.resolve("noto-emoji")), "no real data here");

    Dataset emoji = read(new EmojiReader(), "", data);

    long samples = 0;
    for (Split split : Split.values()) {
      samples += emoji.samples(split).size();
    }
    assertThat(samples).isEqualTo(3576);
  }

  /** What is in a split, told by red; the transparent corner of each is white. */
  private static Set<Integer> bases(Dataset emoji, Split split) {
    Batch batch = all(emoji, split);
    float[] pixels = Tensors.floats(batch.of("image").value()); // (emoji, 3, 8, 8)
    Set<Integer> bases = new HashSet<>();
    for (int i = 0; i < batch.size(); i++) {
      assertThat(pixels[i * 192]).isEqualTo(1);
      bases.add(Math.round(pixels[i * 192 + 27] * 255) / 20);
    }
    return bases;
  }

  /** Ten emoji of two groups, each with a variant; base b is red 20 b. */
  private void writeEmoji() throws IOException {
    Path pictures = Files.createDirectories(root.resolve("noto-emoji/png/72"));
    List<String> entries = new ArrayList<>();
    for (int base = 0; base < 10; base++) {
      String code = "1F60%d".formatted(base);
      picture(pictures.resolve("emoji_u1f60%d.png".formatted(base)), base);
      picture(pictures.resolve("emoji_u1f60%d_1f3fb.png".formatted(base)), base);
      entries.add(
          """
          {"label": "face %d", "hexcode": "%s-FE0F", "emoji": "x", "group": %d, "skins":
           [{"label": "face %d: light", "hexcode": "%s-1F3FB"},
            {"label": "no picture", "hexcode": "%s-1F3FC"}]}
          """
              .formatted(base, code, base % 2, base, code, code));
    }
    entries.add("{\"label\": \"regional indicator A\", \"hexcode\": \"1F1E6\"}");
    Files.createDirectories(root.resolve("emoji-text"));
    Files.writeString(
        root.resolve("emoji-text/emojibase-en-data.raw.json"),
        "[" + String.join(",", entries) + "]");
  }

  private static void picture(Path file, int base) throws IOException {
    BufferedImage image = new BufferedImage(72, 72, BufferedImage.TYPE_INT_ARGB);
    for (int y = 9; y < 63; y++) {
      for (int x = 9; x < 63; x++) {
        image.setRGB(x, y, 0xff000000 | (20 * base) << 16);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private static Batch all(Dataset dataset, Split split) {
    Samples samples = dataset.samples(split);
    return samples.gather(0, LongStream.range(0, samples.size()).toArray());
  }

  private Dataset read(Reader reader, String json, Path folder) {
    return reader.read(
        new ReaderContext(
            Settings.parse("{" + json + "}"), List.of(folder), root.resolve("cache"), 1));
  }
}

package dev.omnivae.data.caption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.data.text.Words;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaptionsTest {
  static Stream<Captions> grammars() {
    return Stream.of(Captions.DIGITS, Captions.CLOTHES);
  }

  @ParameterizedTest
  @MethodSource("grammars")
  void everyCaptionIsShortAndNamesOneClass(Captions captions) {
    for (String caption : captions.all()) {
      assertThat(Words.split(caption)).hasSizeLessThan(10); // and the closing token
      assertThat(captions.classes().named(caption)).as(caption).isPresent();
      assertThat(caption).doesNotContain("{").doesNotContain("  ");
    }
  }

  @Test
  void articlesFitTheNextWord() {
    assertThat(Captions.DIGITS.all())
        .contains("an eight", "a thin eight", "a one", "this is an eight")
        .doesNotContain("a eight", "an one");
    assertThat(Captions.CLOTHES.all()).contains("an ankle boot", "a dark narrow pair of trousers");
  }

  @Test
  void aTextOfNoneOrSeveralClassesNamesNone() {
    ClassWords digits = Captions.DIGITS.classes();

    assertThat(digits.named("a thin Seven!")).isEqualTo(OptionalInt.of(7));
    assertThat(digits.named("seven or nine")).isEmpty();
    assertThat(digits.named("seventy")).isEmpty();
    assertThat(Captions.CLOTHES.classes().named("a t-shirt")).isEqualTo(OptionalInt.of(0));
    assertThat(Captions.CLOTHES.classes().named("a shirt")).isEqualTo(OptionalInt.of(6));
  }

  @Test
  void whatIsToldIsLowOrHighAmongTheClassOfTheTrainingSplit() {
    // given: class 0 from 0 to 9, class 1 from 100 to 109; rows 20 and 21 are not of training
    int samples = 22;
    float[] thickness = new float[samples];
    int[] labels = new int[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = i < 20 ? i / 10 : 0;
      thickness[i] = i < 20 ? 100 * labels[i] + i % 10 : 1e6f * (i - 20) - 1;
    }
    Map<String, float[]> measured = Map.of("thickness", thickness, "slant", new float[samples]);

    Map<String, Trait.Levels> levels =
        Captions.DIGITS.levels(measured, labels, IntStream.range(0, 20).toArray());
    List<String> captions = Captions.DIGITS.write(labels, measured, levels, 1, "train");

    for (int i = 0; i < samples; i++) {
      assertThat(Captions.DIGITS.classes().named(captions.get(i))).hasValue(labels[i]);
      boolean low = i < 20 ? i % 10 < 3 : i == 20;
      boolean high = i < 20 ? i % 10 > 6 : i == 21;
      assertThat(captions.get(i).contains("thin") && !low).as(captions.get(i)).isFalse();
      assertThat(captions.get(i).contains("thick") && !high).as(captions.get(i)).isFalse();
      assertThat(captions.get(i)).doesNotContain("leaning");
    }
    assertThat(String.join(" ", captions)).contains("thin", "thick");
  }

  @Test
  void nothingLeansLeftThatLeansRightLessThanOthers() {
    int[] labels = new int[10];
    float[] slant = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1};
    Map<String, float[]> measured = Map.of("thickness", new float[10], "slant", slant);

    List<String> captions =
        Captions.DIGITS.write(
            labels,
            measured,
            Captions.DIGITS.levels(measured, labels, IntStream.range(0, 10).toArray()),
            3,
            "train");

    assertThat(String.join(" ", captions)).contains("leaning right").doesNotContain("left");
  }

  @Test
  void captionsDependOnSeedAndSampleAlone() {
    int[] labels = IntStream.range(0, 200).map(i -> i % 10).toArray();
    float[] values = new float[200];
    for (int i = 0; i < 200; i++) {
      values[i] = i;
    }
    Map<String, float[]> measured = Map.of("thickness", values, "slant", values);
    Map<String, Trait.Levels> levels =
        Captions.DIGITS.levels(measured, labels, IntStream.range(0, 200).toArray());

    List<String> all = Captions.DIGITS.write(labels, measured, levels, 1, "train");

    assertThat(
            Captions.DIGITS.write(
                java.util.Arrays.copyOf(labels, 50), measured, levels, 1, "train"))
        .isEqualTo(all.subList(0, 50));
    assertThat(Captions.DIGITS.write(labels, measured, levels, 2, "train")).isNotEqualTo(all);
    assertThat(Captions.DIGITS.write(labels, measured, levels, 1, "test")).isNotEqualTo(all);
    assertThat(all.stream().distinct().count()).isGreaterThan(100); // of 200
  }

  @Test
  void thicknessIsThatOfABarAndSlantItsLean() {
    // given: upright bars 2 and 4 wide, and one that moves a pixel to the right every two rows up
    byte[] pixels = new byte[3 * 28 * 28];
    for (int y = 4; y < 24; y++) {
      for (int x = 0; x < 4; x++) {
        if (x < 2) {
          pixels[y * 28 + 12 + x] = (byte) 255;
        }
        pixels[784 + y * 28 + 12 + x] = (byte) 255;
        pixels[2 * 784 + y * 28 + 18 - y / 2 + x] = (byte) 255;
      }
    }

    Map<String, float[]> measured = Measures.strokes(pixels, 3, 28, 28);

    float[] thickness = measured.getOrDefault("thickness", new float[0]);
    float[] slant = measured.getOrDefault("slant", new float[0]);
    // Twice area over outline, both ends of the bar counted: 2 * 40 / 44 and 2 * 80 / 48, the
    // corner taken diagonally.
    assertThat(thickness[0]).isCloseTo(80 / 44f, within(0.05f));
    assertThat(thickness[1]).isCloseTo(160 / 48f, within(0.05f));
    assertThat(slant[0]).isCloseTo(0, within(1e-4f));
    assertThat(slant[2]).isCloseTo(0.5f, within(0.01f));
  }

  @Test
  void toneAndWidthAreThoseOfARectangle() {
    byte[] pixels = new byte[784];
    for (int y = 4; y < 24; y++) {
      for (int x = 8; x < 20; x++) {
        pixels[y * 28 + x] = (byte) 51;
      }
    }

    Map<String, float[]> measured = Measures.clothes(pixels, 1, 28, 28);

    assertThat(measured.getOrDefault("tone", new float[1])[0]).isCloseTo(0.2f, within(1e-6f));
    // uniform over 12 columns: sqrt((144 - 1) / 12)
    assertThat(measured.getOrDefault("width", new float[1])[0])
        .isCloseTo((float) Math.sqrt(143 / 12.0), within(1e-4f));
  }
}

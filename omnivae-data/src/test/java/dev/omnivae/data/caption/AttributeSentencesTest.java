package dev.omnivae.data.caption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.data.generate.Dice;
import dev.omnivae.data.generate.Faces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttributeSentencesTest {
  private static final AttributeSentences FACES = new AttributeSentences(Faces.ATTRIBUTES);
  private static final int TEMPLATES = 5;

  private static byte[] values(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** Digits of a number as values: base 2 for yes and no alone, base 3 for unknown too. */
  private static byte[] values(int number, int base) {
    byte[] values = new byte[Faces.ATTRIBUTES.size()];
    int left = number;
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (left % base == 2 ? -1 : left % base);
      left /= base;
    }
    return values;
  }

  private static void comesBack(byte[] said, String sentence) {
    if (!Arrays.equals(FACES.parse(sentence), said)) { // 80,000 times: no assertion library
      assertThat(FACES.parse(sentence)).as(sentence).containsExactly(said);
    }
  }

  /** Female is not male, and of the three words for hair at most one holds. */
  private static boolean consistent(byte[] v) {
    return v[1] != v[2] && v[5] + v[6] + v[7] <= 1;
  }

  @Test
  void sentencesReadAsOneWouldSayThem() {
    assertThat(FACES.sentence(values(1, 1, 0, 1, 1, 1, 0, 0, 0, 0)))
        .isEqualTo("a young man with black hair, eyeglasses, no mustache and no lipstick, smiling");
    assertThat(FACES.sentence(values(0, 0, 1, 0, 0, 0, 0, 1, 1, 1)))
        .isEqualTo(
            "an older woman with a bald head, no eyeglasses, a mustache and lipstick, not smiling");
    assertThat(FACES.sentence(values(-1, -1, -1, 1, -1, 0, 0, 0, -1, -1)))
        .isEqualTo("a person with hair of another colour, smiling");
  }

  @Test
  void whatIsReadIsWhatWasSaidForAllThatCanBe() {
    int consistent = 0;
    for (int number = 0; number < 1024; number++) {
      byte[] all = values(number, 2);
      if (consistent(all)) {
        consistent++;
        assertThat(FACES.sentence(all)).doesNotContain("tagged");
      }
      for (int draw = 0; draw < 4 * TEMPLATES; draw++) { // contradictions, too
        String sentence = FACES.sentence(all, Dice.of(1, "test", 20L * number + draw));
        comesBack(all, sentence);
      }
    }
    assertThat(consistent).isEqualTo(2 * 2 * 4 * 16);
  }

  @Test
  void whatIsMissingIsLeftOutAndComesBackAsMissing() {
    for (int number = 0; number < 59049; number++) { // 3^10
      byte[] some = values(number, 3);
      String sentence = FACES.sentence(some, Dice.of(2, "test", number));
      comesBack(some, sentence);
    }
    byte[] none = values(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    assertThat(FACES.sentence(none)).isEmpty();
  }

  @Test
  void aSentenceDependsOnSeedStreamAndRowAloneAndTemplatesDiffer() {
    byte[] face = values(1, 0, 1, 1, 1, 0, 1, 0, 0, 1);
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(face);
    }

    List<String> sentences = FACES.sentences(rows, 1, "train");

    assertThat(FACES.sentences(rows.subList(0, 7), 1, "train")).isEqualTo(sentences.subList(0, 7));
    assertThat(FACES.sentences(rows, 2, "train")).isNotEqualTo(sentences);
    assertThat(FACES.sentences(rows, 1, "test")).isNotEqualTo(sentences);
    Set<String> beginnings = new HashSet<>();
    sentences.forEach(
        s ->
            beginnings.add(
                s.replaceAll("blonde|eye", "")
                    .replace("mou", "mu")
                    .replace("blond ", " ")
                    .replaceAll(" +", " ")));
    assertThat(beginnings).hasSize(TEMPLATES);
  }

  @Test
  void otherAttributesAreTagged() {
    AttributeSentences others = new AttributeSentences(List.of("big_nose", "big", "male"));

    assertThat(others.sentence(values(1, 0, 1)))
        .isEqualTo("a man; tagged big nose, not tagged big");
    assertThat(others.sentence(values(-1, -1, 0))).isEqualTo("a woman");
    assertThat(others.parse("a man; tagged big nose, not tagged big"))
        .containsExactly(values(1, 0, 1));
    // hair that is not black may be of any colour
    AttributeSentences black = new AttributeSentences(List.of("black_hair"));
    assertThat(black.sentence(values(1))).isEqualTo("a person with black hair");
    assertThat(black.sentence(values(0))).isEqualTo("a person; not tagged black hair");
  }

  @Test
  void ownSentencesAreReadToo() {
    assertThat(FACES.parse("A smiling bald man, no glasses!"))
        .containsExactly(values(-1, 1, 0, 1, 0, 0, 0, 1, -1, -1));
    assertThat(FACES.parse("a woman with a mustache and no mustache"))
        .containsExactly(values(-1, 0, 1, -1, -1, -1, -1, -1, -1, -1));
    assertThat(FACES.parse("purple rain")).containsOnly(-1);
  }

  @Test
  void aFlipChangesWhatCannotStayAsItWas() {
    byte[] man = values(1, 1, 0, 1, 0, 1, 0, 0, 0, 0);

    assertThat(FACES.flipped(man, 1)).containsExactly(values(1, 0, 1, 1, 0, 1, 0, 0, 0, 0));
    assertThat(FACES.flipped(man, 2)).containsExactly(values(1, 0, 1, 1, 0, 1, 0, 0, 0, 0));
    assertThat(FACES.flipped(man, 5)).containsExactly(values(1, 1, 0, 1, 0, 0, 0, 0, 0, 0));
    assertThat(FACES.flipped(man, 6)).containsExactly(values(1, 1, 0, 1, 0, 0, 1, 0, 0, 0));
    assertThat(FACES.flipped(man, 7)).containsExactly(values(1, 1, 0, 1, 0, 0, 0, 1, 0, 0));
    assertThat(FACES.flipped(man, 9)).containsExactly(values(1, 1, 0, 1, 0, 1, 0, 0, 0, 1));
    for (int number = 0; number < 1024; number++) {
      byte[] face = values(number, 2);
      for (int a = 0; a < face.length && consistent(face); a++) {
        byte[] flipped = FACES.flipped(face, a);
        assertThat(consistent(flipped)).as(Arrays.toString(face) + " " + a).isTrue();
        assertThat(flipped[a]).isEqualTo((byte) (1 - face[a]));
      }
    }
  }
}

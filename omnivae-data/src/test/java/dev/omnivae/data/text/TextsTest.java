package dev.omnivae.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each rule for texts a data set or a user gives. */
class TextsTest {
  private static final WordVocabulary WORDS =
      WordVocabulary.of(List.of("a thin seven", "a thick one"), 1);

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void unknownWordsAreCountedByWord() {
    Texts texts = texts(TextSettings.words(8), "a seven", "a blue seven", "a blue red one");

    assertThat(texts.report().tokens()).isEqualTo(9);
    assertThat(texts.report().unknown()).isEqualTo(3);
    assertThat(texts.report().line())
        .isEqualTo("3 texts of 9 tokens; unknown: 3 (33.33%), most often 'blue' 2, 'red' 1");
    assertThat(texts.rows().text(2)).isEqualTo("a <unk> <unk> one");
  }

  @Test
  void anEmptyTextAndOneWithoutAKnownWordAreMissing() {
    Texts texts = texts(TextSettings.words(8), " ", "nothing known", "a", "семь");

    assertThat(List.of(0, 1, 2, 3).stream().filter(texts.rows()::has)).containsExactly(2);
    assertThat(texts.report().empty()).isEqualTo(1);
    assertThat(texts.report().withoutKnown()).isEqualTo(2);
    assertThat(texts.report().clean()).isFalse();
  }

  @Test
  void theLongestTextOverTheLengthIsNamed() {
    assertThatThrownBy(() -> texts(TextSettings.words(4), "a thin seven", "a a a a", "a a a a a"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "line 3 must be at most 4 tokens, the closing one included, got 6 ('a a a a a'); write"
                + " text: {max_length: 6}, or text: {too_long: cut} or leave_out");
  }

  @Test
  void aLongTextIsCutOrLeftOutWhereTheRecipeSaysSo() {
    Texts cut = texts(settings("\"max_length\": 3, \"too_long\": \"cut\""), "a thin seven", "a");
    Texts out =
        texts(settings("\"max_length\": 3, \"too_long\": \"leave_out\""), "a thin seven", "a");

    assertThat(cut.rows().ids(0)).containsExactly(4, WORDS.ids("thin")[0], WORDS.eos());
    assertThat(out.rows().has(0)).isFalse();
    assertThat(out.rows().has(1)).isTrue();
    assertThat(out.report().tooLong()).isEqualTo(1);
  }

  @Test
  void aScriptThatIsNotAllowedIsNamed() {
    TextSettings latin = settings("\"scripts\": [\"latin\"]");

    assertThat(texts(latin, "a thin seven, 7!").report().texts()).isEqualTo(1);
    assertThatThrownBy(() -> texts(latin, "a seven", "a семь one"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "line 2 must be in a script of [latin], got cyrillic ('a семь one'); leave it out, or"
                + " add the script to text.scripts");
  }

  @Test
  void settingsThatMakeNoSenseAreNamed() {
    refused(
        "\"too_long\": \"trim\"",
        "text.too_long must be a known rule, got 'trim'; did you mean 'cut'? choices: cut,"
            + " leave_out, refuse");
    refused(
        "\"scripts\": [\"klingon\"]",
        "text.scripts must be names of Unicode scripts, got 'klingon'; write scripts: [latin], or"
            + " [] for any");
    refused(
        "\"max_length\": 1",
        "text.max_length must be at least 2, got 1; write" + " text.max_length: 2");
  }

  @Test
  void aTextOfTheUsersBecomesAnObservation() {
    GivenText given = GivenText.of(Modality.tokens("text", 6, WORDS), "A thin green seven");

    assertThat(Tensors.longs(given.observation().value()))
        .containsExactly(4, WORDS.ids("thin")[0], 3, WORDS.ids("seven")[0], 2, 0);
    assertThat(Tensors.longs(Objects.requireNonNull(given.observation().known())))
        .containsExactly(1, 1, 1, 1, 1, 0);
    assertThat(given.unknown()).containsExactly("green");
  }

  @Test
  void aTextOfTheUsersKeepsTheRules() {
    given("  ", "text for text must be at least one word, got '  '; write one");
    given(
        "a a a a a a",
        "text for text must be at most 6 tokens, the closing one included, got 7 ('a a a a a a');"
            + " shorten it");
    given(
        "семь",
        "text for text must be in a script of the vocabulary (latin), got cyrillic ('семь'); write"
            + " it in one the model was trained on");
    given(
        "xyzzy 9",
        "text for text must be of words the model was trained on, at least one, got none known in"
            + " 'xyzzy 9'; its 5 words begin with a, one, seven, thick, thin");
  }

  private static void given(String text, String message) {
    assertThatThrownBy(() -> GivenText.of(Modality.tokens("text", 6, WORDS), text))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  private static void refused(String json, String message) {
    assertThatThrownBy(() -> settings(json))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  private static TextSettings settings(String json) {
    return Settings.parse("{" + json + "}").read(TextSettings.class, TextSettings.words(8));
  }

  private static Texts texts(TextSettings settings, String... texts) {
    return Texts.of("text", WORDS, settings, List.of(texts), row -> "line " + (row + 1));
  }
}

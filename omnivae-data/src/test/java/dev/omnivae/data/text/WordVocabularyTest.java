package dev.omnivae.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordVocabularyTest {
  @Test
  void wordsKeepHyphensAndApostrophesAndLetOtherSignsAlone() {
    assertThat(Words.split("Don't wear a T-shirt, (or 2) -- naïve!"))
        .containsExactly(
            "don't", "wear", "a", "t-shirt", ",", "(", "or", "2", ")", "-", "-", "naïve", "!");
    assertThat(Words.split("семь 七つ ๗")).containsExactly("семь", "七", "つ", "๗");
    assertThat(Words.split(" \t")).isEmpty();
  }

  @Test
  void joinedWordsAreSplitIntoTheSameWords() {
    List<String> words = List.of("a", "t-shirt", ",", "(", "or", "2", ")", "!", "七", "つ", "é");

    String text = Words.join(words);

    assertThat(text).isEqualTo("a t-shirt, (or 2)! 七つ é");
    assertThat(Words.split(text)).isEqualTo(words);
  }

  @Test
  void theDifferenceToWhatTextsGiveNowNamesNewAndMissingWords() {
    WordVocabulary run = WordVocabulary.of(List.of("a b c", "a b", "a"), 1);

    assertThat(run.difference(WordVocabulary.of(List.of("a b d"), 1)))
        .isEqualTo(
            "the run's vocabulary of 7 is used; the texts have changed since and would give 7, new"
                + " and unknown: d, gone: c");
    assertThat(run.difference(WordVocabulary.of(List.of("a b c d e f g h i"), 1)))
        .endsWith("would give 13, new and unknown: d, e, f, g, h and 1 more");
    assertThat(run.difference(WordVocabulary.of(List.of("c b a", "c"), 1)))
        .endsWith("would give 7 in another order");
  }

  @Test
  void idsAreByFallingFrequencyThenByTheAlphabet() {
    WordVocabulary words = WordVocabulary.of(List.of("b a", "c a", "b a", "d"), 1);

    assertThat(words.size()).isEqualTo(8);
    assertThat(words.ids("a b c d")).containsExactly(4, 5, 6, 7, words.eos());
    assertThat(words.text(new int[] {words.bos(), 4, 5, 2, 6, 0})).isEqualTo("a b");
  }

  @Test
  void rareAndForeignWordsAreUnknownAndNeverSpecial() {
    WordVocabulary words = WordVocabulary.of(List.of("a a b", "b c"), 2);

    assertThat(words.ids("A c семь <pad>"))
        .containsExactly(4, 3, 3, 3, 3, 3, words.eos()); // <, pad, > are three words
    assertThat(words.text(words.ids("a c"))).isEqualTo("a <unk>");
  }

  @Test
  void whatIsSavedGivesTheSameIds(@TempDir Path folder) throws IOException {
    WordVocabulary words = WordVocabulary.of(List.of("a \"thin\" seven", "ein dünner"), 1);
    Path file = folder.resolve("vocabulary-text.json");
    Files.writeString(file, words.json());

    SavedVocabulary read = Vocabularies.read(file);

    assertThat(read.ids("a thin dünner \" unseen")).isEqualTo(words.ids("a thin dünner \" unseen"));
    assertThat(read.json()).isEqualTo(words.json());
  }

  @Test
  void aFileThatIsNoVocabularyIsNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("v.json");

    Files.writeString(file, "{\"kind\": \"word\"}");
    refused(
        file,
        "kind of "
            + file
            + " must be a known one, got 'word'; did you mean 'words'?"
            + " choices: tokenizer, words");
    Files.writeString(file, "{\"kind\": \"words\", \"words\": [\"a\", \"b\"]}");
    refused(
        file,
        "words of a vocabulary must be distinct and begin with <pad>, <bos>, <eos>, <unk>, got 2"
            + " beginning with [a, b]; take the file as it was written");
    Files.writeString(file, "words");
    refused(
        file,
        file + " must be a vocabulary in JSON, got 'words'; copy it from the run it belongs to");
  }

  @Test
  void aTrainingSplitWithoutWordsIsRefused() {
    assertThatThrownBy(() -> WordVocabulary.of(List.of("a b", " "), 2))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "training texts must be some with a word that occurs at least 2 times, got 2 rarer"
                + " words; lower text.min_count or give more text");
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> Vocabularies.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}

package dev.omnivae.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordVectorsTest {
  private static final WordVocabulary WORDS =
      WordVocabulary.of(List.of("a thin seven", "a 7"), 1); // ids: a 4, 7 5, seven 6, thin 7

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path folder;

  @Test
  void rowsAreThoseOfTheVocabularyAndZeroWhereThereIsNone() throws IOException {
    Path file = write("the 1 1", "thin 0.5 -2e-1", "a 3 4", "7 5 6", ". . 9 9", "a 8 8");

    WordVectors vectors = WordVectors.read(file, WORDS, 2);

    assertThat(vectors.values())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 3, 4, 5, 6, 0, 0, 0.5f, -0.2f);
    assertThat(vectors.coverage()).isEqualTo(0.75);
    assertThat(vectors.line()).isEqualTo("3 of 4 words have a vector of width 2 (75.0%)");
    assertThat(vectors.covered().stream()).containsExactly(4, 5, 7);
  }

  @Test
  void theFirstLineGivesTheWidthAndTheRestIsWhatARunKeeps() throws IOException {
    Path file = write("thin 0.1 -2e-7 3", "a 3 4 5");

    WordVocabulary words = WORDS.with(WordVectors.read(file, WORDS), true);

    assertThat(words.json()).isEqualTo(WORDS.json());
    assertThat(words.coverage()).isEqualTo("2 of 4 words have a vector of width 3 (50.0%)");
    WordVectors again = WordVectors.of(words.vectorLines(), "kept", WORDS);
    assertThat(again.values()).isEqualTo(WordVectors.read(file, WORDS, 3).values());
    assertThat(java.util.Objects.requireNonNull(words.vectors()).frozen()).isTrue();
    assertThat(WORDS.vectorLines()).isEmpty();
  }

  @Test
  void vectorsOfOtherWordsAloneAreRefused() throws IOException {
    Path file = write("the 1 1", ". 2 2");

    assertThatThrownBy(() -> WORDS.with(WordVectors.read(file, WORDS), false))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "text.vectors must be a file with vectors of words of the texts, got 0 of 4 words have a"
                + " vector of width 2 (0.0%); name one in their language");
  }

  @Test
  void aWrongWidthIsNamed() throws IOException {
    Path file = write("the 1 1 1", "a 1 2 3");

    refused(
        file,
        2,
        "line 1 of "
            + file
            + " must be a word and 2 numbers, got 3 numbers; set the width to that"
            + " of the file");
    refused(
        file,
        4,
        "line 1 of "
            + file
            + " must be a word and 4 numbers, got 3 numbers; set the width to that"
            + " of the file");
  }

  @Test
  void aBrokenLineIsNamed() throws IOException {
    Path cut = write("the 1 1", "thin 1", "a 1 2");
    refused(
        cut,
        2,
        "line 2 of "
            + cut
            + " must be a word and 2 numbers, got 1 numbers; download the file"
            + " again");
    Path text = write("the 1 1", "a 1 x");
    refused(
        text,
        2,
        "number 2 in line 2 of "
            + text
            + " must be a finite number, got 'x'; download the file"
            + " again");
    Path missing = folder.resolve("none.txt");
    assertThatThrownBy(() -> WordVectors.read(missing, WORDS, 2))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "word vectors must be a text file that can be read, got " + missing);
  }

  @Test
  void theRealFileCoversCommonWords() {
    String named = System.getenv("OMNIVAE_DATA");
    Path file =
        Path.of(named == null ? "../../shared/data" : named)
            .resolve("glove/glove.6B.50d.top9163.txt");
    Assumptions.assumeTrue(Files.isRegularFile(file), "no real data here");
    WordVocabulary words = WordVocabulary.of(List.of("the seven is thin, xyzzyx"), 1);

    WordVectors vectors = WordVectors.read(file, words, 50);

    assertThat(vectors.coverage()).isEqualTo(5 / 6.0);
    int the = words.ids("the")[0];
    assertThat(vectors.values()[the * 50]).isEqualTo(0.418f);
  }

  private static void refused(Path file, int width, String message) {
    assertThatThrownBy(() -> WordVectors.read(file, WORDS, width))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  private Path write(String... lines) throws IOException {
    return Files.writeString(
        Files.createTempFile(folder, "glove", ".txt"), String.join("\n", lines) + "\n");
  }
}

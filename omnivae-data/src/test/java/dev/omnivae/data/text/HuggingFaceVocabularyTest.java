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

class HuggingFaceVocabularyTest {
  private static final String FILE =
      """
      {"version": "1.0", "truncation": {"direction": "Right", "max_length": 2, "strategy":
       "LongestFirst", "stride": 0}, "padding": null,
       "added_tokens": [
         {"id": 0, "content": "[UNK]", "single_word": false, "lstrip": false, "rstrip": false,
          "normalized": false, "special": true},
         {"id": 1, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false,
          "normalized": false, "special": true}],
       "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
       "post_processor": null, "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
         "max_input_chars_per_word": 100,
         "vocab": {"[UNK]": 0, "[PAD]": 1, "a": 2, "sev": 3, "##en": 4, "thin": 5}}}
      """;

  @SuppressWarnings("NullAway.Init") // set by JUnit
  @TempDir
  Path folder;

  @Test
  void textsAreTakenApartAsTheFileSays() throws IOException {
    HuggingFaceVocabulary pieces = HuggingFaceVocabulary.read(write(FILE));

    assertThat(pieces.unknown()).isZero();
    assertThat(pieces.pad()).isEqualTo(1);
    // the file has no beginning and no end: they follow its last id; its truncation is not ours
    assertThat(List.of(pieces.bos(), pieces.eos(), pieces.size())).containsExactly(6, 7, 8);
    assertThat(pieces.ids("A thin seven zap")).containsExactly(2, 5, 3, 4, 0, 7);
    assertThat(pieces.text(new int[] {6, 2, 5, 3, 4, 7, 2, 1})).isEqualTo("a thin seven");
  }

  @Test
  void theRunFolderKeepsTheWholeFile() throws IOException {
    HuggingFaceVocabulary pieces = HuggingFaceVocabulary.read(write(FILE));
    Path kept = folder.resolve("vocabulary-text.json");
    Files.writeString(kept, pieces.json());

    SavedVocabulary read = Vocabularies.read(kept);

    assertThat(read.ids("thin seven")).isEqualTo(pieces.ids("thin seven"));
    assertThat(read.json()).isEqualTo(pieces.json());
  }

  @Test
  void anotherFileIsNamed() throws IOException {
    Path file = write("{\"model\": {}}");

    assertThatThrownBy(() -> HuggingFaceVocabulary.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + " must be a Hugging Face tokenizer.json, got no model.vocab; save it with"
                + " tokenizer.save(...)");
    assertThatThrownBy(() -> HuggingFaceVocabulary.read(folder.resolve("none.json")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "text.tokenizer must be 'words' or a tokenizer.json that can be read, got ");
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("tokenizer.json"), content);
  }
}

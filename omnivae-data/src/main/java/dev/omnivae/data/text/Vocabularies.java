package dev.omnivae.data.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Vocabularies as files. */
public final class Vocabularies {
  private Vocabularies() {}

  /**
   * Reads what {@link SavedVocabulary#json} wrote.
   *
   * @throws InputException when the file is none
   */
  public static SavedVocabulary read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new InputException(
          "%s must be a vocabulary that can be read, got %s; copy it from the run it belongs to"
              .formatted(file, e),
          e);
    }
  }

  /**
   * The same of a file's content.
   *
   * @param name what it is called in errors
   * @throws InputException when it is none
   */
  public static SavedVocabulary parse(String text, String name) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s must be a vocabulary in JSON, got '%s'; copy it from the run it belongs to"
              .formatted(name, text.lines().findFirst().orElse("")),
          e);
    }
    String kind = json.path("kind").asText();
    return switch (kind) {
      case WordVocabulary.KIND -> {
        List<String> words = new ArrayList<>();
        json.path("words").forEach(word -> words.add(word.asText()));
        yield WordVocabulary.of(words);
      }
      case HuggingFaceVocabulary.KIND ->
          HuggingFaceVocabulary.of(json.path("tokenizer").toString(), name);
      default ->
          throw new InputException(
              "kind of %s must be a known one, got '%s'; %s"
                  .formatted(
                      name,
                      kind,
                      Nearest.hint(
                          kind, List.of(WordVocabulary.KIND, HuggingFaceVocabulary.KIND))));
    };
  }
}

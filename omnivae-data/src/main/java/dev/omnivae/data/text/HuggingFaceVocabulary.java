package dev.omnivae.data.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.config.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens of a Hugging Face {@code tokenizer.json}, taken apart by that library itself (DJL's
 * binding). Its padding, beginning, end and unknown tokens are found by their usual names; what the
 * file lacks is added after its last id, so that padding is never also the end. Thread-safe.
 */
public final class HuggingFaceVocabulary implements SavedVocabulary {
  static final String KIND = "tokenizer";
  private static final List<String> PAD = List.of("<pad>", "[PAD]", "<|padding|>", "<|pad|>");
  private static final List<String> BOS =
      List.of("<s>", "[CLS]", "<bos>", "<|startoftext|>", "<|begin_of_text|>", "[BOS]");
  private static final List<String> EOS =
      List.of("</s>", "[SEP]", "<eos>", "<|endoftext|>", "<|end_of_text|>", "[EOS]");
  private static final List<String> UNKNOWN = List.of("<unk>", "[UNK]", "<|unk|>");

  private final String file;
  private final HuggingFaceTokenizer tokenizer;
  private final int own;
  private final int size;
  private final int pad;
  private final int bos;
  private final int eos;
  private final int unknown;

  private HuggingFaceVocabulary(JsonNode json, HuggingFaceTokenizer tokenizer) {
    this.file = json.toString();
    this.tokenizer = tokenizer;
    Map<String, Integer> ids = ids(json);
    this.own = ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
    int[] next = {own};
    this.pad = special(ids, PAD, next);
    this.bos = special(ids, BOS, next);
    this.eos = special(ids, EOS, next);
    this.unknown = special(ids, UNKNOWN, next);
    this.size = next[0];
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @throws InputException when the file is none
   */
  public static HuggingFaceVocabulary read(Path file) {
    try {
      return of(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new InputException(
          "text.tokenizer must be 'words' or a tokenizer.json that can be read, got %s (%s); check"
                  .formatted(file, e)
              + " the path",
          e);
    }
  }

  /**
   * The same of a file's content.
   *
   * @param name what it is called in errors
   */
  static HuggingFaceVocabulary of(String content, String name) {
    // The library's own settings: nothing is sent anywhere, and no other native is downloaded.
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("RUST_FLAVOR", "cpu");
    try (InputStream in = new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))) {
      JsonNode json = new ObjectMapper().readTree(content);
      if (!json.path("model").has("vocab")) {
        throw broken(name, "no model.vocab", null);
      }
      // no truncation, no padding, no special tokens: those are ours
      return new HuggingFaceVocabulary(
          json,
          HuggingFaceTokenizer.newInstance(
              in, Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false")));
    } catch (JsonProcessingException e) {
      throw broken(name, e.getOriginalMessage(), e);
    } catch (IOException | RuntimeException e) {
      if (e instanceof InputException input) {
        throw input;
      }
      throw broken(name, String.valueOf(e.getMessage()), e);
    }
  }

  private static InputException broken(
      String name, String why, @org.jspecify.annotations.Nullable Exception e) {
    String message =
        "%s must be a Hugging Face tokenizer.json, got %s; save it with tokenizer.save(...)"
            .formatted(name, why.lines().findFirst().orElse("nothing"));
    return e == null ? new InputException(message) : new InputException(message, e);
  }

  /** Ids by token: of the model's vocabulary, a mapping or a list of pairs, and of added tokens. */
  private static Map<String, Integer> ids(JsonNode json) {
    Map<String, Integer> ids = new HashMap<>();
    JsonNode vocabulary = json.path("model").path("vocab");
    if (vocabulary.isArray()) {
      for (int id = 0; id < vocabulary.size(); id++) {
        ids.put(vocabulary.get(id).path(0).asText(), id);
      }
    } else {
      vocabulary.properties().forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
    }
    for (JsonNode token : json.path("added_tokens")) {
      ids.put(token.path("content").asText(), token.path("id").asInt());
    }
    return ids;
  }

  private static int special(Map<String, Integer> ids, List<String> names, int[] next) {
    for (String name : names) {
      Integer id = ids.get(name);
      if (id != null) {
        return id;
      }
    }
    return next[0]++;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int pad() {
    return pad;
  }

  @Override
  public int bos() {
    return bos;
  }

  @Override
  public int eos() {
    return eos;
  }

  @Override
  public int unknown() {
    return unknown;
  }

  @Override
  public int[] ids(String text) {
    long[] found = tokenizer.encode(text, false, false).getIds();
    int[] ids = new int[found.length + 1];
    for (int i = 0; i < found.length; i++) {
      ids[i] = (int) found[i];
    }
    ids[found.length] = eos;
    return ids;
  }

  @Override
  public String text(int[] ids) {
    List<Long> kept = new ArrayList<>();
    for (int id : ids) {
      if (id == eos) {
        break;
      }
      if (id != pad && id != bos && id < own) {
        kept.add((long) id);
      }
    }
    return tokenizer.decode(kept.stream().mapToLong(Long::longValue).toArray(), false);
  }

  @Override
  public String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode().put("kind", KIND);
    try {
      json.set("tokenizer", mapper.readTree(file));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("it was JSON when it was read", e);
    }
    return json.toString();
  }
}

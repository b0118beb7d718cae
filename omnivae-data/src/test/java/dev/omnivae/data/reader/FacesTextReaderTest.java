package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Reader;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.caption.AttributeSentences;
import dev.omnivae.data.generate.Faces;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FacesTextReaderTest {
  private static final String SMALL = "\"samples\": 200, \"test_samples\": 20";

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void everySentenceTellsTheAttributesOfItsFace() {
    Dataset text = read(new FacesTextReader(), SMALL);
    Batch said = whole(text);
    Batch faces = whole(read(new FacesReader(), SMALL));
    float[] attributes = Tensors.floats(faces.of("attributes").value());
    AttributeSentences sentences = new AttributeSentences(Faces.ATTRIBUTES);
    Vocabulary vocabulary = Objects.requireNonNull(text.modalities().get(1).vocabulary());
    long[] ids = Tensors.longs(said.of("text").value());
    int length = (int) said.of("text").value().size(1);

    assertThat(said.size()).isEqualTo(180);
    assertThat(Tensors.floats(said.of("image").value()))
        .isEqualTo(Tensors.floats(faces.of("image").value()));
    for (int i = 0; i < said.size(); i++) {
      int[] row = new int[length];
      for (int t = 0; t < length; t++) {
        row[t] = (int) ids[i * length + t];
      }
      byte[] read = sentences.parse(vocabulary.text(row));
      for (int a = 0; a < read.length; a++) {
        assertThat((float) read[a]).isEqualTo(attributes[i * read.length + a]);
      }
    }
    Map<String, float[]> factors = text.factors(Split.TRAIN, "image");
    assertThat(factors.keySet()).containsExactlyElementsOf(Faces.ATTRIBUTES);
    assertThat(Objects.requireNonNull(factors.get("smiling"))[7]).isEqualTo(attributes[7 * 10 + 3]);
  }

  @Test
  void attributesStandBesideTheSameSamplesForJudges() {
    Dataset text = read(new FacesTextReader(), SMALL);
    Dataset judged = text.attributed().orElseThrow();
    Batch faces = whole(read(new FacesReader(), SMALL));

    assertThat(text.modalities()).hasSize(2);
    assertThat(judged.names("attributes")).isEqualTo(Faces.ATTRIBUTES);
    assertThat(Tensors.longs(whole(judged).of("text").value()))
        .isEqualTo(Tensors.longs(whole(text).of("text").value()));
    assertThat(Tensors.floats(whole(judged).of("attributes").value()))
        .isEqualTo(Tensors.floats(faces.of("attributes").value()));
  }

  @Test
  void theLongestSentenceFits() {
    Dataset text = read(new FacesTextReader(), "\"samples\": 4000, \"test_samples\": 1");

    assertThat(text.info().description()).contains("unknown: 0 (0.00%)");
    // refused otherwise; three tokens of 28 to spare
    long[] known = Tensors.longs(Objects.requireNonNull(whole(text).of("text").known()));
    int longest = 0;
    for (int from = 0; from < known.length; from += 28) {
      int tokens = (int) Arrays.stream(known, from, from + 28).sum();
      longest = Math.max(longest, tokens);
    }
    assertThat(longest).isEqualTo(25);
  }

  @Test
  void settingsAreCheckedAsThoseOfFaces() {
    assertThatThrownBy(() -> read(new FacesTextReader(), "\"attributes\": [\"smile\"]"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("attributes must be drawn ones, got 'smile'");
  }

  private static Batch whole(Dataset dataset) {
    var train = dataset.samples(Split.TRAIN);
    return train.gather(0, LongStream.range(0, train.size()).toArray());
  }

  private static Dataset read(Reader reader, String json) {
    return reader.read(
        new ReaderContext(Settings.parse("{" + json + "}"), List.of(), Path.of("unused-cache"), 1));
  }
}

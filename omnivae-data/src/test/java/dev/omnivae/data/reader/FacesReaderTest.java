package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Samples;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.generate.Faces;
import dev.omnivae.data.store.Attributes;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FacesReaderTest {
  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void attributesAreOftenBothAndOnlyBoundWhereTheyMust() {
    Samples train = read("\"samples\": 600, \"test_samples\": 10").samples(Split.TRAIN);
    Batch batch = train.gather(0, LongStream.range(0, train.size()).toArray());
    float[] values = Tensors.floats(batch.of("attributes").value());
    int n = (int) train.size();
    assertThat(n).isEqualTo(540);

    for (int a = 0; a < 10; a++) {
      for (int b = 0; b <= a; b++) {
        int both = 0;
        int neither = 0;
        for (int i = 0; i < n; i++) {
          both += values[i * 10 + a] == 1 && values[i * 10 + b] == 1 ? 1 : 0;
          neither += values[i * 10 + a] == 0 && values[i * 10 + b] == 0 ? 1 : 0;
        }
        boolean bound = (b == 1 && a == 2) || (b >= 5 && a <= 7 && b != a && a > 5);
        // the rarest pair, bald with eyeglasses: 0.08 of 540 is 43, deviation 6
        assertThat(both > 20).as(name(a) + " and " + name(b)).isEqualTo(!bound);
        assertThat(neither > 20)
            .as("neither " + name(a) + " nor " + name(b))
            .isEqualTo(!(b == 1 && a == 2));
      }
    }
  }

  @Test
  void aFaceDependsOnSeedAndNumberAlone() {
    byte[] first = new byte[2 * 3 * 64 * 64];
    byte[] second = new byte[3 * 64 * 64];

    boolean[] of = Faces.draw(1, "train", 5, first, 3 * 64 * 64);
    boolean[] again = Faces.draw(1, "train", 5, second, 0);

    assertThat(again).isEqualTo(of);
    assertThat(java.util.Arrays.copyOfRange(first, second.length, first.length)).isEqualTo(second);
    Faces.draw(2, "train", 5, first, 0);
    assertThat(java.util.Arrays.copyOf(first, second.length)).isNotEqualTo(second);
  }

  @Test
  void theRecipeChoosesAttributes() {
    Dataset faces =
        read("\"samples\": 20, \"test_samples\": 10, \"attributes\": [\"bald\", \"smiling\"]");

    assertThat(faces.names("attributes")).containsExactly("bald", "smiling");
    assertThat(faces.modalities().get(1).shape()).containsExactly(2L);
    assertThatThrownBy(() -> read("\"attributes\": [\"smile\"]"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "attributes must be drawn ones, got 'smile'; did you mean 'male'? choices: bald,");
  }

  @Test
  void attributesMayHaveHoles() {
    Attributes attributes =
        Attributes.of(
            "attributes",
            List.of("a", "b"),
            List.of(new byte[] {1, 0, -1}, new byte[] {-1, 1, -1}));
    int[] rows = {2, 0, 1};

    assertThat(Tensors.floats(attributes.gather(rows))).containsExactly(0, 0, 1, 0, 0, 1);
    assertThat(Tensors.longs(Objects.requireNonNull(attributes.known(rows))))
        .containsExactly(0, 0, 1, 0, 1, 1);
    assertThat(attributes.has(0)).isTrue();
    assertThat(attributes.has(2)).isFalse();
  }

  private static String name(int attribute) {
    return Faces.ATTRIBUTES.get(attribute);
  }

  private static Dataset read(String json) {
    return new FacesReader()
        .read(
            new ReaderContext(
                Settings.parse("{" + json + "}"), List.of(), Path.of("unused-cache"), 1));
  }
}

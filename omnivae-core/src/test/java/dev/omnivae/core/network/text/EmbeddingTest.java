package dev.omnivae.core.network.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.TokenVectors;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Letters;
import dev.omnivae.core.testing.Toy;
import java.util.BitSet;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
  private static final Letters LETTERS = new Letters(6); // a 4, b 5
  private static final int WIDTH = 2;

  /** Letters of which b alone has a vector, (3, -4). */
  private record Vectored(boolean frozen) implements Vocabulary {
    @Override
    public TokenVectors vectors() {
      float[] values = new float[LETTERS.size() * WIDTH];
      values[10] = 3;
      values[11] = -4;
      BitSet covered = new BitSet();
      covered.set(5);
      return new TokenVectors(values, WIDTH, covered, frozen);
    }

    @Override
    public int size() {
      return LETTERS.size();
    }

    @Override
    public int pad() {
      return LETTERS.pad();
    }

    @Override
    public int bos() {
      return LETTERS.bos();
    }

    @Override
    public int eos() {
      return LETTERS.eos();
    }

    @Override
    public int unknown() {
      return LETTERS.unknown();
    }

    @Override
    public int[] ids(String text) {
      return LETTERS.ids(text);
    }

    @Override
    public String text(int[] ids) {
      return LETTERS.text(ids);
    }
  }

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static Embedding embedding(Vocabulary vocabulary, ParameterStore store, long width) {
    return Embedding.of(
        new NetworkContext(
            Modality.tokens("text", 4, vocabulary),
            3,
            store.root(),
            Settings.parse(""),
            Likelihoods.create("categorical", 1)),
        width);
  }

  private static Parameter named(ParameterStore store, String path) {
    return store.all().stream().filter(p -> p.path().equals(path)).findFirst().orElseThrow();
  }

  @Test
  void tokensBeginWithTheirVectorsAndTheOthersAsWidelySpread() {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();
      Embedding embedding = embedding(new Vectored(false), store, WIDTH);
      Toy.allocate(store, 1);

      double[] b = Tensors.doubles(embedding.forward(Tensors.of(new long[] {5}, 1)));
      double[] all = Tensors.doubles(store.values());

      assertThat(b).containsExactly(3, -4);
      // ten draws of N(0, 12.5): their mean square within five standard errors, 12.5 sqrt(2 / 10)
      double square = 0;
      for (int i = 0; i < 10; i++) {
        square += all[i] * all[i] / 10;
      }
      assertThat(square).isCloseTo(12.5, within(5 * 12.5 * Math.sqrt(0.2))).isNotZero();
      assertThat(store.all()).hasSize(1);
    }
  }

  @Test
  void frozenVectorsGetNoGradientAndAreInNoGroup() {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();
      Embedding embedding = embedding(new Vectored(true), store, WIDTH);
      Toy.allocate(store, 1);

      Tensor seen = embedding.forward(Tensors.of(new long[] {4, 5, 2}, 1, 3));
      seen.sum().backward();

      assertThat(Tensors.doubles(seen.select(1, 1))).containsExactly(3, -4);
      assertThat(Tensors.doubles(named(store, "embedding.weight").tensor().grad()))
          .containsExactly(0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0); // a and eos learn, b does not
      assertThat(named(store, "embedding.vectors").tensor().grad().defined()).isFalse();
      assertThat(store.select("*").parameters())
          .extracting(Parameter::path)
          .isEqualTo(List.of("embedding.weight"));
    }
  }

  @Test
  void anEmbeddingOfAnotherWidthThanTheVectorsIsRefused() {
    assertThatThrownBy(() -> embedding(new Vectored(false), new ParameterStore(), 64))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "embedding must be the width of the word vectors, 2, got 64; write embedding: 2");
  }
}

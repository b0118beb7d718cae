package dev.omnivae.data.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRowsTest {
  /** Pads with 9, so that padding by zeros would show. */
  private record Numbers(int size) implements Vocabulary {
    @Override
    public int pad() {
      return 9;
    }

    @Override
    public int bos() {
      return 1;
    }

    @Override
    public int eos() {
      return 2;
    }

    @Override
    public int unknown() {
      return 3;
    }

    @Override
    public int[] ids(String text) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String text(int[] ids) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 16, 1 << 20}) // two bytes an id, four bytes an id
  void rowsAreGatheredPaddedAndMasked(int size) {
    int last = size - 1;
    TokenRows rows =
        TokenRows.of(
            "text",
            3,
            new Numbers(size),
            List.of(new int[] {last, 5, 2}, new int[0], new int[] {2}));

    Tensor gathered = rows.gather(new int[] {2, 0, 1});
    Tensor known = rows.known(new int[] {2, 0, 1});

    assertThat(gathered.scalar_type().intern()).isEqualTo(ScalarType.Long);
    assertThat(Tensors.longs(gathered)).containsExactly(2, 9, 9, last, 5, 2, 9, 9, 9);
    assertThat(known.scalar_type().intern()).isEqualTo(ScalarType.Bool);
    assertThat(Tensors.longs(known)).containsExactly(1, 0, 0, 1, 1, 1, 0, 0, 0);
    assertThat(rows.has(1)).isFalse();
    assertThat(rows.has(2)).isTrue();
    assertThat(rows.modality().shape()).containsExactly(3L);
  }

  @Test
  void aRowThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> TokenRows.of("text", 2, new Numbers(9), List.of(new int[] {5, 5, 2})))
        .hasMessage("row 0 must be at most 2 ids ending with 2, got [5, 5, 2]");
    assertThatThrownBy(() -> TokenRows.of("text", 2, new Numbers(9), List.of(new int[] {9, 2})))
        .hasMessage("ids must be below 9, got 9");
  }
}

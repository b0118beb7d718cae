package dev.omnivae.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class BatchesTest {
  @Test
  void everySampleWhenThereAreNoMoreThanTheCap() {
    assertThat(Batches.positions(4, 4, 9)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aCappedChoiceIsAscendingDistinctAndTheSameForOneSeed() {
    long[] chosen = Batches.positions(1_000_000_000L, 500, 9);

    assertThat(chosen).hasSize(500).isSorted().doesNotHaveDuplicates();
    assertThat(chosen[499]).isLessThan(1_000_000_000L);
    assertThat(Batches.positions(1_000_000_000L, 500, 9)).isEqualTo(chosen);
    assertThat(Batches.positions(1_000_000_000L, 500, 10)).isNotEqualTo(chosen);
  }

  @Test
  void aChoiceOfAllButOneLeavesOutJustOne() {
    assertThat(Batches.positions(100, 99, 3)).hasSize(99).doesNotHaveDuplicates();
  }

  @Test
  void samplesThatHaveNoneOfTheModalitiesAreLeftOut() {
    Engine.start(1);
    try (Scope scope = Scope.open()) {
      Tensor value = Tensors.of(new double[] {1, 2, 3}, 3, 1);
      Tensor here = Tensors.of(new byte[] {1, 0, 1}, 3).to(ScalarType.Bool);
      Batch batch =
          new Batch(
              Map.of("image", Observation.of(value), "text", new Observation(value, here, null)),
              null,
              Tensors.of(new long[] {7, 8, 9}, 3),
              Tensors.of(new long[] {0, 1, 2}, 3));

      Batch texts = Batches.having(batch, Set.of("text"));

      assertThat(Tensors.longs(Objects.requireNonNull(texts.labels()))).containsExactly(7, 9);
      assertThat(Tensors.doubles(texts.of("image").value())).containsExactly(1, 3);
      assertThat(Batches.having(batch, Set.of("text", "image"))).isSameAs(batch);
      assertThat(Batches.rowsHaving(batch, Set.of("text"))).containsExactly(0, 2);
      assertThat(Batches.rowsHaving(batch, Set.of("text", "image"))).containsExactly(0, 1, 2);
      assertThat(Batches.rowsHavingAll(batch, Set.of("text", "image"))).containsExactly(0, 2);
      assertThat(Batches.rowsHavingAll(batch, Set.of("image"))).containsExactly(0, 1, 2);
    }
  }
}

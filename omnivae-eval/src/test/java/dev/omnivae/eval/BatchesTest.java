package dev.omnivae.eval;

import static org.assertj.core.api.Assertions.assertThat;

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
}

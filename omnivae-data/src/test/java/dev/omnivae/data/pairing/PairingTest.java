package dev.omnivae.data.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PairingTest {
  /** Images of each digit in the published training files, digit 0 first. */
  private static final int[] MNIST = {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};

  private static final int[] SVHN = {4948, 13861, 10585, 8497, 7458, 6882, 5727, 5595, 5045, 4659};

  @Test
  void anEpochOfMnistSvhnIsAsPublished() {
    Pairing pairing = Pairing.of(List.of(side(MNIST), side(SVHN)), 10_000, 30, false, 1);

    assertThat(pairing.size()).isEqualTo(1_682_040);
  }

  @Test
  void bothSidesOfAPairHaveItsLabel() {
    Pairing pairing = Pairing.of(List.of(side(30, 20), side(10, 40)), 100, 3, false, 1);

    for (long position = 0; position < pairing.size(); position++) {
      int[] rows = pairing.rows(0, position);
      assertThat(rows[0] < 30 ? 0 : 1).isEqualTo(pairing.label(0, position));
      assertThat(rows[1] < 10 ? 0 : 1).isEqualTo(pairing.label(0, position));
    }
  }

  @Test
  void everyMatchingUsesTheFirstImagesOfEachSideOnce() {
    Pairing pairing = Pairing.of(List.of(side(30, 20), side(10, 40)), 15, 3, false, 1);

    assertThat(pairing.size()).isEqualTo(3 * (10 + 15));
    for (int matching = 0; matching < 3; matching++) {
      List<Integer> left = new ArrayList<>();
      List<Integer> right = new ArrayList<>();
      for (long i = 0; i < 25; i++) {
        int[] rows = pairing.rows(0, matching * 25L + i);
        left.add(rows[0]);
        right.add(rows[1]);
      }
      assertThat(left).containsExactlyInAnyOrder(boxed(0, 10, 30, 45));
      assertThat(right).containsExactlyInAnyOrder(boxed(0, 10, 10, 25));
    }
  }

  @Test
  void filledMatchingsUseEveryImageOfTheLargerSideOnceAndTheOthersAgain() {
    Pairing pairing = Pairing.of(List.of(side(30, 20), side(10, 40)), 35, 1, false, true, 1);

    assertThat(pairing.size()).isEqualTo(30 + 35); // max_d bounds the second class
    List<Integer> left = new ArrayList<>();
    int[] right = new int[50];
    for (long i = 0; i < pairing.size(); i++) {
      int[] rows = pairing.rows(0, i);
      assertThat(rows[0] < 30).isEqualTo(rows[1] < 10);
      left.add(rows[0]);
      right[rows[1]]++;
    }
    assertThat(left.stream().filter(row -> row < 30)).doesNotHaveDuplicates().hasSize(30);
    assertThat(left.stream().filter(row -> row >= 30).distinct()).hasSize(20); // 15 of them twice
    assertThat(IntStream.range(0, 10).map(row -> right[row])).containsOnly(3);
    assertThat(IntStream.range(10, 45).map(row -> right[row])).containsOnly(1);
  }

  @Test
  void aClassThatASideLacksHasNoPairsFilledOrNot() {
    Pairing pairing = Pairing.of(List.of(side(3, 4), side(2, 0)), 10, 1, false, true, 1);

    assertThat(pairing.size()).isEqualTo(3);
  }

  @Test
  void matchingsDifferFromEachOther() {
    Pairing pairing = Pairing.of(List.of(side(100), side(100)), 100, 2, false, 1);

    Set<List<Integer>> first = pairs(pairing, 0, 0, 100);
    Set<List<Integer>> second = pairs(pairing, 0, 100, 200);

    // Two random matchings of 100 share one pair on average; 12 would be a chance below 1e-8.
    first.retainAll(second);
    assertThat(first).hasSizeLessThan(12);
  }

  @Test
  void matchingsAreFreshEachEpochOnlyWhenAsked() {
    Pairing never = Pairing.of(List.of(side(100), side(100)), 100, 1, false, 1);
    Pairing epoch = Pairing.of(List.of(side(100), side(100)), 100, 1, true, 1);

    assertThat(pairs(never, 0, 0, 100)).isEqualTo(pairs(never, 1, 0, 100));
    assertThat(pairs(epoch, 0, 0, 100)).isNotEqualTo(pairs(epoch, 1, 0, 100));
  }

  @Test
  void theSeedDecides() {
    List<List<int[]>> sides = List.of(side(100), side(100));

    assertThat(pairs(Pairing.of(sides, 100, 1, false, 1), 0, 0, 100))
        .isEqualTo(pairs(Pairing.of(sides, 100, 1, false, 1), 0, 0, 100))
        .isNotEqualTo(pairs(Pairing.of(sides, 100, 1, false, 2), 0, 0, 100));
  }

  @Test
  void anyStretchOfPositionsMixesTheClasses() {
    Pairing pairing = Pairing.of(List.of(side(1000, 1000), side(1000, 1000)), 1000, 1, false, 1);

    long ones = LongStream.range(0, 200).filter(p -> pairing.label(0, p) == 1).count();

    // Hypergeometric, mean 100, standard deviation 6.7: five of them either way.
    assertThat(ones).isBetween(66L, 134L);
  }

  @Test
  void aPermutationHitsEveryIndexOnce() {
    for (long size : new long[] {1, 2, 3, 10, 64, 65, 1000}) {
      Permutation permutation = Permutation.of(size, 7, size);

      assertThat(LongStream.range(0, size).map(permutation::at).sorted().toArray())
          .isEqualTo(LongStream.range(0, size).toArray());
    }
  }

  private static Set<List<Integer>> pairs(Pairing pairing, long epoch, long from, long to) {
    Set<List<Integer>> pairs = new HashSet<>();
    for (long position = from; position < to; position++) {
      pairs.add(IntStream.of(pairing.rows(epoch, position)).boxed().toList());
    }
    return pairs;
  }

  /** Rows numbered class after class. */
  private static List<int[]> side(int... counts) {
    List<int[]> side = new ArrayList<>();
    int row = 0;
    for (int count : counts) {
      side.add(IntStream.range(row, row + count).toArray());
      row += count;
    }
    return side;
  }

  private static Integer[] boxed(int from, int to, int from2, int to2) {
    return IntStream.concat(IntStream.range(from, to), IntStream.range(from2, to2))
        .boxed()
        .toArray(Integer[]::new);
  }
}

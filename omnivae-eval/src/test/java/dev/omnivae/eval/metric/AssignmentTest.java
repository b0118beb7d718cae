package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  @Test
  void isTheBestOfAllPermutations() {
    Random random = new Random(4);
    for (int trial = 0; trial < 50; trial++) {
      int rows = 1 + random.nextInt(5);
      int columns = rows + random.nextInt(2);
      long[][] gain = new long[rows][columns];
      for (long[] row : gain) {
        for (int c = 0; c < columns; c++) {
          row[c] = random.nextInt(20);
        }
      }
      assertThat(Assignment.most(gain)).as("trial " + trial).isEqualTo(best(gain, 0, 0));
    }
  }

  /** Of the rows from one on, without the columns taken. */
  private static long best(long[][] gain, int row, int taken) {
    if (row == gain.length) {
      return 0;
    }
    long best = Long.MIN_VALUE;
    for (int c = 0; c < gain[row].length; c++) {
      if (((taken >> c) & 1) == 0) {
        best = Math.max(best, gain[row][c] + best(gain, row + 1, taken | (1 << c)));
      }
    }
    return best;
  }

  @Test
  void moreRowsThanColumnsAreRefused() {
    assertThatThrownBy(() -> Assignment.most(new long[2][1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows must be at most the 1 columns, got 2");
  }

  @Test
  void clustersStandForClassesOneToOne() {
    Contingency table = new Contingency();
    // both clusters are mostly class 7; one of them has to stand for class 8
    table.add(new long[] {0, 0, 0, 0, 1, 1, 1}, new long[] {7, 7, 7, 8, 7, 7, 8});
    assertThat(table.matched()).isEqualTo(4.0 / 7);

    Contingency more = new Contingency();
    more.add(new long[] {0, 1, 2}, new long[] {5, 5, 5});
    assertThat(more.matched()).isEqualTo(1.0 / 3);
  }
}

package dev.omnivae.eval.metric;

import java.util.Arrays;

/**
 * One column for each row, no column twice, so that the chosen entries sum to the most.
 *
 * <p>The Hungarian method by shortest augmenting paths, O(n³): Jonker and Volgenant 1987.
 */
final class Assignment {
  private Assignment() {}

  /**
   * The largest sum.
   *
   * @param gain by row and column, at most as many rows as columns
   */
  static long most(long[][] gain) {
    int rows = gain.length;
    int columns = rows == 0 ? 0 : gain[0].length;
    if (rows > columns) {
      throw new IllegalArgumentException(
          "rows must be at most the %d columns, got %d".formatted(columns, rows));
    }
    // potentials and partners count from 1: 0 stands for none
    long[] u = new long[rows + 1];
    long[] v = new long[columns + 1];
    int[] rowOf = new int[columns + 1];
    for (int row = 1; row <= rows; row++) {
      int[] before = new int[columns + 1];
      int end = search(gain, row, u, v, rowOf, before);
      while (end != 0) { // the path turned over
        rowOf[end] = rowOf[before[end]];
        end = before[end];
      }
    }
    long sum = 0;
    for (int column = 1; column <= columns; column++) {
      sum += rowOf[column] == 0 ? 0 : gain[rowOf[column] - 1][column - 1];
    }
    return sum;
  }

  /** The free column at the end of the shortest path from a row; {@code before} holds the path. */
  private static int search(long[][] gain, int row, long[] u, long[] v, int[] rowOf, int[] before) {
    long[] least = new long[v.length];
    boolean[] seen = new boolean[v.length];
    Arrays.fill(least, Long.MAX_VALUE);
    rowOf[0] = row;
    int at = 0;
    do {
      seen[at] = true;
      long delta = Long.MAX_VALUE;
      int next = 0;
      for (int column = 1; column < v.length; column++) {
        if (!seen[column]) {
          long cost = -gain[rowOf[at] - 1][column - 1] - u[rowOf[at]] - v[column];
          if (cost < least[column]) {
            least[column] = cost;
            before[column] = at;
          }
          if (least[column] < delta) {
            delta = least[column];
            next = column;
          }
        }
      }
      for (int column = 0; column < v.length; column++) {
        if (seen[column]) {
          u[rowOf[column]] += delta;
          v[column] -= delta;
        } else {
          least[column] -= delta;
        }
      }
      at = next;
    } while (rowOf[at] != 0);
    return at;
  }
}

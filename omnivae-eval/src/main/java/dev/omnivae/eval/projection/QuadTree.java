package dev.omnivae.eval.projection;

import java.util.Arrays;

/**
 * Points of the plane in nested squares, each with its number of points and their centre, so that
 * what is far away counts as one (Barnes and Hut 1986).
 */
final class QuadTree {
  /** Squares smaller than the whole by 2 to this many are not split: points may coincide. */
  private static final int DEEPEST = 48;

  /** Numbers a square has in {@link #flat}. */
  private static final int NUMBERS = 4;

  private int nodes;
  private int[] child; // (node, quadrant), 0 where there is none: the root is nobody's child
  private int[] count;
  private boolean[] leaf;
  private double[] sumX;
  private double[] sumY;
  private double[] half;

  // as it is walked: every square before those in it
  private final double[] flat; // centre's x, its y, points, square of the side; -1 for a leaf
  private final int[] past; // where the next square is that does not lie in this one

  /**
   * Builds the tree.
   *
   * @param y {@code (point, 2)}, row-major
   */
  QuadTree(double[] y) {
    int room = Math.max(16, 2 * y.length);
    child = new int[4 * room];
    count = new int[room];
    leaf = new boolean[room];
    sumX = new double[room];
    sumY = new double[room];
    half = new double[room];
    double[] bounds = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE};
    for (int i = 0; i < y.length; i += 2) {
      bounds[0] = Math.min(bounds[0], y[i]);
      bounds[1] = Math.max(bounds[1], y[i]);
      bounds[2] = Math.min(bounds[2], y[i + 1]);
      bounds[3] = Math.max(bounds[3], y[i + 1]);
    }
    double side = Math.max(bounds[1] - bounds[0], bounds[3] - bounds[2]) / 2;
    node(Math.max(side * 1.000001, 1e-300));
    double centreX = (bounds[0] + bounds[1]) / 2;
    double centreY = (bounds[2] + bounds[3]) / 2;
    for (int i = 0; i < y.length; i += 2) {
      insert(y[i], y[i + 1], centreX, centreY);
    }
    flat = new double[NUMBERS * nodes];
    past = new int[nodes];
    flatten(0, 0);
  }

  /** Lays a square and all in it down from a place on; returns the place after. */
  private int flatten(int at, int place) {
    flat[NUMBERS * place] = sumX[at] / count[at];
    flat[NUMBERS * place + 1] = sumY[at] / count[at];
    flat[NUMBERS * place + 2] = count[at];
    flat[NUMBERS * place + 3] = leaf[at] ? -1 : 4 * half[at] * half[at];
    int next = place + 1;
    for (int quadrant = 0; quadrant < 4; quadrant++) {
      int below = child[4 * at + quadrant];
      if (below != 0) {
        next = flatten(below, next);
      }
    }
    past[place] = next;
    return next;
  }

  private int node(double halfSide) {
    if (nodes == count.length) {
      int room = 2 * nodes;
      child = Arrays.copyOf(child, 4 * room);
      count = Arrays.copyOf(count, room);
      leaf = Arrays.copyOf(leaf, room);
      sumX = Arrays.copyOf(sumX, room);
      sumY = Arrays.copyOf(sumY, room);
      half = Arrays.copyOf(half, room);
    }
    leaf[nodes] = true;
    half[nodes] = halfSide;
    return nodes++;
  }

  private void insert(double x, double y, double centreX, double centreY) {
    int at = 0;
    double cx = centreX;
    double cy = centreY;
    for (int depth = 0; ; depth++) {
      if (leaf[at] && count[at] > 0 && depth < DEEPEST) {
        split(at, cx, cy);
      }
      count[at]++;
      sumX[at] += x;
      sumY[at] += y;
      if (leaf[at]) {
        return;
      }
      int quadrant = (x > cx ? 1 : 0) + (y > cy ? 2 : 0);
      double quarter = half[at] / 2;
      cx += x > cx ? quarter : -quarter;
      cy += y > cy ? quarter : -quarter;
      at = childOf(at, quadrant);
    }
  }

  /** Moves what a leaf holds, points of one place, down into the quadrant they are in. */
  private void split(int at, double cx, double cy) {
    double x = sumX[at] / count[at];
    double y = sumY[at] / count[at];
    leaf[at] = false;
    int below = childOf(at, (x > cx ? 1 : 0) + (y > cy ? 2 : 0));
    count[below] = count[at];
    sumX[below] = sumX[at];
    sumY[below] = sumY[at];
  }

  private int childOf(int at, int quadrant) {
    if (child[4 * at + quadrant] == 0) {
      int made = node(half[at] / 2); // may move the arrays
      child[4 * at + quadrant] = made;
    }
    return child[4 * at + quadrant];
  }

  /**
   * What all points do to one that is among them, by t-SNE's kernel q = 1 / (1 + d²).
   *
   * @param theta squares count as one where side / distance is below; 0 for exact
   * @param into takes Σ q² (x - x_j) and Σ q² (y - y_j)
   * @return Σ q over the other points
   */
  double repel(double x, double y, double theta, double[] into) {
    double total = -1; // the point's own q
    double forceX = 0;
    double forceY = 0;
    double square = theta * theta;
    for (int place = 0; place < past.length; ) {
      int at = NUMBERS * place;
      double dx = x - flat[at];
      double dy = y - flat[at + 1];
      double d = dx * dx + dy * dy;
      // the square of the point itself is never taken whole: its centre is nearer than its diagonal
      if (flat[at + 3] < square * d || flat[at + 3] < 0) {
        double q = 1 / (1 + d);
        double all = flat[at + 2] * q;
        total += all;
        forceX += all * q * dx;
        forceY += all * q * dy;
        place = past[place];
      } else {
        place++;
      }
    }
    into[0] = forceX;
    into[1] = forceY;
    return total;
  }
}

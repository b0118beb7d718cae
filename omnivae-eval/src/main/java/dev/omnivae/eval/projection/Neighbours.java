package dev.omnivae.eval.projection;

import dev.omnivae.core.engine.Operators;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The nearest other points of every point by Euclidean distance, nearest first; exact.
 *
 * @param index {@code (point, neighbour)}, row-major
 * @param distance the same
 * @param count neighbours a point has
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record Neighbours(int[] index, float[] distance, int count) {
  /**
   * Finds them.
   *
   * @param most neighbours wanted; fewer where there are not so many other points
   */
  public static Neighbours of(Points points, int most) {
    int count = Math.min(most, points.size() - 1);
    int[] index = new int[points.size() * count];
    float[] distance = new float[points.size() * count];
    if (count > 0) {
      Distances.forEach(
          points,
          (squared, from) -> {
            List<Tensor> nearest =
                Operators.call("aten::topk", squared, (long) count, 1L, false, true);
            float[] near = Tensors.floats(nearest.get(0).sqrt());
            long[] who = Tensors.longs(nearest.get(1));
            System.arraycopy(near, 0, distance, from * count, near.length);
            for (int i = 0; i < who.length; i++) {
              index[from * count + i] = (int) who[i];
            }
          });
    }
    return new Neighbours(index, distance, count);
  }

  /** The n-th neighbour of a point, from 0. */
  public int at(int point, int n) {
    return index[point * count + n];
  }

  /** How far it is. */
  public float distance(int point, int n) {
    return distance[point * count + n];
  }
}

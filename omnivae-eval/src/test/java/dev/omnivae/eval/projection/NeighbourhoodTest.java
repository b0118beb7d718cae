package dev.omnivae.eval.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What maps are made of: neighbours, what they have to do with each other, and repulsion. */
class NeighbourhoodTest {
  private static final Points CLOUD = Clouds.of(2, 100, 4, 3, 21);

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void neighboursAreTheNearestOthersInOrder() {
    Neighbours near = Neighbours.of(CLOUD, 5);

    for (int i = 0; i < CLOUD.size(); i++) {
      int nearer = 0;
      for (int j = 0; j < CLOUD.size(); j++) {
        nearer +=
            j != i && Clouds.squared(CLOUD, i, j) < Clouds.squared(CLOUD, i, near.at(i, 4)) ? 1 : 0;
      }
      assertThat(nearer).as("nearer than the fifth of %d", i).isEqualTo(4);
      for (int n = 0; n < 5; n++) {
        assertThat(near.at(i, n)).isNotEqualTo(i);
        // float32 holds seven digits
        assertThat((double) near.distance(i, n))
            .isCloseTo(Math.sqrt(Clouds.squared(CLOUD, i, near.at(i, n))), within(1e-5));
        assertThat(near.distance(i, n))
            .isGreaterThanOrEqualTo(near.distance(i, Math.max(0, n - 1)));
      }
    }
    assertThat(Neighbours.of(CLOUD.range(0, 3), 5).count()).isEqualTo(2);
  }

  @Test
  void affinitiesAreSymmetricAndSumToOne() {
    Affinities p = Affinities.perplexity(Neighbours.of(CLOUD, 30), 10);

    assertThat(DoubleStream.of(p.weight()).sum()).isCloseTo(1, within(1e-9));
    assertSymmetric(p);
  }

  @Test
  void everyPointHasThePerplexityAskedFor() {
    // the mean of both directions has no perplexity of its own, but that on a ring both are the
    // same
    Points ring = ring(60);
    Affinities even = Affinities.perplexity(Neighbours.of(ring, 59), 10);
    double entropy = 0;
    for (int e = even.starts()[0]; e < even.starts()[1]; e++) {
      double conditional = even.weight()[e] * 60;
      entropy -= conditional > 0 ? conditional * Math.log(conditional) : 0;
    }
    // the search ends within 1e-5 nats
    assertThat(Math.exp(entropy)).isCloseTo(10, within(1e-3));
  }

  @Test
  void theGraphOfUmapIsSymmetricAndCertainOfTheNearest() {
    Neighbours near = Neighbours.of(CLOUD, 15);

    Affinities v = Umap.graph(near);

    assertSymmetric(v);
    Map<Long, Double> edges = edges(v);
    for (int i = 0; i < CLOUD.size(); i++) {
      // v + 1 - v: off by the last digit
      assertThat(edges.get((long) i << 32 | near.at(i, 0))).isCloseTo(1, within(1e-15));
    }
    assertThat(DoubleStream.of(v.weight())).allMatch(weight -> weight > 0 && weight <= 1 + 1e-15);
  }

  @Test
  void repulsionIsTheSumOverAllPoints() {
    Points plane = Clouds.of(2, 200, 2, 6, 22);
    double[] y = new double[2 * plane.size()];
    for (int c = 0; c < y.length; c++) {
      y[c] = plane.values()[c];
    }
    y[2] = y[0]; // two of one place
    y[3] = y[1];
    QuadTree tree = new QuadTree(y);
    for (int i = 0; i < plane.size(); i += 7) {
      double[] exact = plain(y, i);
      double[] force = new double[2];
      double total = tree.repel(y[2 * i], y[2 * i + 1], 0, force);
      assertThat(total).isCloseTo(exact[2], within(1e-9));
      assertThat(force[0]).isCloseTo(exact[0], within(1e-9));
      assertThat(force[1]).isCloseTo(exact[1], within(1e-9));

      double[] near = new double[2];
      double about = tree.repel(y[2 * i], y[2 * i + 1], 0.5, near);
      // a square of half the distance, taken for its centre: errors of second order
      assertThat(about).isCloseTo(exact[2], within(0.03 * exact[2]));
      assertThat(near[0]).isCloseTo(exact[0], within(0.03 * exact[2]));
    }
  }

  @Test
  void pointsThatAreEqualButForRoundingAreOne() {
    Points points = new Points(new float[] {1, 2, 5, 5, 1.000001f, 2, 1, 2.1f, 5, 5}, 2);

    Distinct distinct = Distinct.of(points);

    assertThat(distinct.points().values()).containsExactly(1, 2, 5, 5, 1, 2.1f);
    assertThat(distinct.place()).containsExactly(0, 1, 0, 2, 1);
    assertThat(distinct.all(new Points(new float[] {7, 8, 9}, 1)).values())
        .containsExactly(7, 8, 7, 9, 8);
  }

  private static double[] plain(double[] y, int i) {
    double[] sums = new double[3];
    for (int j = 0; j < y.length / 2; j++) {
      if (j != i) {
        double dx = y[2 * i] - y[2 * j];
        double dy = y[2 * i + 1] - y[2 * j + 1];
        double q = 1 / (1 + dx * dx + dy * dy);
        sums[0] += q * q * dx;
        sums[1] += q * q * dy;
        sums[2] += q;
      }
    }
    return sums;
  }

  private static Points ring(int size) {
    float[] values = new float[2 * size];
    for (int i = 0; i < size; i++) {
      values[2 * i] = (float) Math.cos(2 * Math.PI * i / size);
      values[2 * i + 1] = (float) Math.sin(2 * Math.PI * i / size);
    }
    return new Points(values, 2);
  }

  private static Map<Long, Double> edges(Affinities graph) {
    Map<Long, Double> edges = new HashMap<>();
    for (int i = 0; i + 1 < graph.starts().length; i++) {
      for (int e = graph.starts()[i]; e < graph.starts()[i + 1]; e++) {
        edges.put((long) i << 32 | graph.to()[e], graph.weight()[e]);
      }
    }
    assertThat(edges).hasSameSizeAs(graph.weight()); // no edge twice
    return edges;
  }

  private static void assertSymmetric(Affinities graph) {
    Map<Long, Double> edges = edges(graph);
    edges.forEach(
        (ends, weight) ->
            assertThat(edges.get(ends << 32 | ends >>> 32)).as("edge %x", ends).isEqualTo(weight));
  }
}

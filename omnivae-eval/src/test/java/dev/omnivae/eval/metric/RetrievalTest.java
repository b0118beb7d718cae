package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetrievalTest {
  private static final int SAMPLES = 500;
  private static final int WIDTH = 8;

  private static float[] random(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    float[] codes = new float[SAMPLES * WIDTH];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (float) random.nextGaussian();
    }
    return codes;
  }

  @Test
  void identicalCodesAlwaysFindEachOther() {
    float[] codes = random(1);

    Retrieval found = Retrieval.of(codes, codes, SAMPLES);

    assertThat(found.recallAt(1)).isEqualTo(1);
    assertThat(found.recallAt(10)).isEqualTo(1);
    assertThat(found.meanReciprocalRank()).isEqualTo(1);
    assertThat(found.distanceRatio()).isEqualTo(0);
  }

  @Test
  void randomCodesFindEachOtherByChance() {
    Retrieval found = Retrieval.of(random(2), random(3), SAMPLES);

    for (int k : new int[] {1, 5, 10}) {
      double chance = (double) k / SAMPLES;
      // four standard errors of a fraction of 500
      assertThat(found.recallAt(k)).isEqualTo(chance, within(4 * Math.sqrt(chance / SAMPLES)));
    }
    double harmonic = 0;
    for (int rank = 1; rank <= SAMPLES; rank++) {
      harmonic += 1.0 / rank;
    }
    // 1 / rank of a uniform rank has a standard deviation of 0.06
    assertThat(found.meanReciprocalRank()).isEqualTo(harmonic / SAMPLES, within(4 * 0.06 / 22));
    // distances of 8 dimensions vary by a quarter
    assertThat(found.distanceRatio()).isEqualTo(1, within(4 * 0.25 / 22));
  }

  @Test
  void codesThatAreAllTheSameFindEachOtherByChanceAndNotAlways() {
    float[] same = new float[SAMPLES * WIDTH];
    Arrays.fill(same, 0.5f);

    Retrieval found = Retrieval.of(same, same, SAMPLES);

    assertThat(found.recallAt(1)).isEqualTo(1.0 / SAMPLES, within(1e-12));
    assertThat(found.recallAt(10)).isEqualTo(10.0 / SAMPLES, within(1e-12));
    assertThat(found.distanceRatio()).isEqualTo(1);
  }

  @Test
  void codesThatAreNoNumbersFindNothingButByChance() {
    float[] broken = new float[SAMPLES * WIDTH];
    Arrays.fill(broken, Float.NaN);

    assertThat(Retrieval.of(random(4), broken, SAMPLES).recallAt(1))
        .isEqualTo(1.0 / SAMPLES, within(1e-12));
  }

  @Test
  void ranksOfPointsOnALineAreCountedByHand() {
    // of the query 2 its own 3.5 is further than 2.25 and 1.25; of 3 its own 2.25 than 3.5
    float[] queries = {0, 1, 2, 3};
    float[] candidates = {0.25f, 1.25f, 3.5f, 2.25f};

    Retrieval found = Retrieval.of(queries, candidates, 4);

    assertThat(found.recallAt(1)).isEqualTo(0.5);
    assertThat(found.recallAt(2)).isEqualTo(0.75);
    assertThat(found.recallAt(3)).isEqualTo(1);
    assertThat(found.meanReciprocalRank()).isEqualTo((1 + 1 + 1 / 3.0 + 0.5) / 4, within(1e-12));
    // rows of distances: .25 1.25 3.5 2.25, .75 .25 2.5 1.25, 1.75 .75 1.5 .25, 2.75 1.75 .5 .75
    assertThat(found.distanceRatio()).isEqualTo(2.75 / 4 / (19.25 / 12), within(1e-12));
  }

  @Test
  void tiesCountInExpectation() {
    // both candidates are as near to either query
    Retrieval found = Retrieval.of(new float[] {0, 0}, new float[] {1, -1}, 2);

    assertThat(found.recallAt(1)).isEqualTo(0.5);
    assertThat(found.meanReciprocalRank()).isEqualTo(0.75);
  }
}

package dev.omnivae.eval.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private static final int CLASSES = 4;
  private static final int WIDTH = 6;

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void bothReadClassesThatLieFarApart() {
    Codes train = codes(20_000, 3, 1);
    Codes test = codes(2_000, 3, 2);

    // four corners three standard deviations out: few errors at the best border, which the
    // published probe comes near
    assertThat(ConvergedProbe.accuracy(train, test, CLASSES)).isGreaterThan(0.99);
    assertThat(PublishedProbe.accuracy(train, test, CLASSES, 1, Noise.of(1, 0, 0)))
        .isGreaterThan(0.97);
  }

  @Test
  void neitherReadsClassesFromNoise() {
    Codes train = codes(5_000, 0, 3);
    Codes test = codes(5_000, 0, 4);

    // chance is 1/4 with a standard error of 0.006
    assertThat(PublishedProbe.accuracy(train, test, CLASSES, 1, Noise.of(1, 0, 0)))
        .isEqualTo(0.25, within(0.04));
    assertThat(ConvergedProbe.accuracy(train, test, CLASSES)).isEqualTo(0.25, within(0.04));
  }

  @Test
  void theConvergedProbeDoesNotMindTheScaleOfTheCodes() {
    Codes train = codes(4_000, 1.5, 5);
    Codes test = codes(4_000, 1.5, 6);

    double plain = ConvergedProbe.accuracy(train, test, CLASSES);
    double tiny = ConvergedProbe.accuracy(scaled(train, 1e-3f), scaled(test, 1e-3f), CLASSES);

    // float32 rounding may move a sample or two over the border
    assertThat(tiny).isEqualTo(plain, within(0.001));
    assertThat(plain).isBetween(0.8, 0.99);
  }

  /** Class c lies at distance {@code apart} along axis c, unit noise around. */
  private static Codes codes(int size, double apart, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size * WIDTH];
    long[] labels = new long[size];
    for (int i = 0; i < size; i++) {
      labels[i] = random.nextInt(CLASSES);
      for (int d = 0; d < WIDTH; d++) {
        double centre = d == labels[i] ? 2 * apart : 0;
        values[i * WIDTH + d] = (float) (centre + random.nextGaussian());
      }
    }
    return new Codes(values, labels);
  }

  private static Codes scaled(Codes codes, float factor) {
    float[] values = codes.values();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new Codes(values, codes.labels());
  }
}

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
    assertThat(ConvergedProbe.accuracy(new ProbeCodes(train, test), CLASSES)).isGreaterThan(0.99);
    assertThat(PublishedProbe.accuracy(new ProbeCodes(train, test), CLASSES, 1, Noise.of(1, 0, 0)))
        .isGreaterThan(0.97);
  }

  @Test
  void neitherReadsClassesFromNoise() {
    Codes train = codes(5_000, 0, 3);
    Codes test = codes(5_000, 0, 4);

    // chance is 1/4 with a standard error of 0.006
    assertThat(PublishedProbe.accuracy(new ProbeCodes(train, test), CLASSES, 1, Noise.of(1, 0, 0)))
        .isEqualTo(0.25, within(0.04));
    assertThat(ConvergedProbe.accuracy(new ProbeCodes(train, test), CLASSES))
        .isEqualTo(0.25, within(0.04));
  }

  @Test
  void theConvergedProbeDoesNotMindTheScaleOfTheCodes() {
    Codes train = codes(4_000, 1.5, 5);
    Codes test = codes(4_000, 1.5, 6);

    double plain = ConvergedProbe.accuracy(new ProbeCodes(train, test), CLASSES);
    double tiny =
        ConvergedProbe.accuracy(new ProbeCodes(scaled(train, 1e-3f), scaled(test, 1e-3f)), CLASSES);

    // float32 rounding may move a sample or two over the border
    assertThat(tiny).isEqualTo(plain, within(0.001));
    assertThat(plain).isBetween(0.8, 0.99);
  }

  @Test
  void onlyTheNonlinearOneReadsClassesThatAreFolded() {
    Codes train = folded(8_000, 7);
    Codes test = folded(2_000, 8);

    // the sign of a product; 0.013 of the samples lie within 0.02 of a border
    // no line tells it: the best is the one that cuts off a little of what chance put there
    assertThat(ConvergedProbe.accuracy(new ProbeCodes(train, test), 2)).isEqualTo(0.5, within(0.1));
    assertThat(NonlinearProbe.accuracy(new ProbeCodes(train, test), 2, Noise.of(1, 0, 0)))
        .isGreaterThan(0.95);
  }

  private static Codes folded(int size, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size * 2];
    long[] labels = new long[size];
    for (int i = 0; i < size; i++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      values[2 * i] = (float) x;
      values[2 * i + 1] = (float) (1_000 * y); // standardised away
      labels[i] = x * y > 0 ? 1 : 0;
    }
    return new Codes(values, labels);
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

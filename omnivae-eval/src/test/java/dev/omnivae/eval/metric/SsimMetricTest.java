package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Split;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SsimMetricTest {
  private static final int HEIGHT = 14;
  private static final int WIDTH = 12;

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  /** One channel by the definition: an 11x11 window at every place where it fits. */
  private static double plain(double[] x, double[] y) {
    double sum = 0;
    int places = 0;
    for (int top = 0; top + 11 <= HEIGHT; top++) {
      for (int left = 0; left + 11 <= WIDTH; left++) {
        double total = 0;
        double[] moments = new double[5]; // of x, y, x x, y y, x y
        for (int k = 0; k < 121; k++) {
          int down = k / 11;
          int right = k % 11;
          double weight =
              Math.exp(-((down - 5) * (down - 5) + (right - 5) * (right - 5)) / (2 * 1.5 * 1.5));
          double a = x[(top + down) * WIDTH + left + right];
          double b = y[(top + down) * WIDTH + left + right];
          double[] each = {a, b, a * a, b * b, a * b};
          for (int m = 0; m < 5; m++) {
            moments[m] += weight * each[m];
          }
          total += weight;
        }
        for (int m = 0; m < 5; m++) {
          moments[m] /= total;
        }
        double varianceX = moments[2] - moments[0] * moments[0];
        double varianceY = moments[3] - moments[1] * moments[1];
        double covariance = moments[4] - moments[0] * moments[1];
        sum +=
            (2 * moments[0] * moments[1] + 1e-4)
                * (2 * covariance + 9e-4)
                / ((moments[0] * moments[0] + moments[1] * moments[1] + 1e-4)
                    * (varianceX + varianceY + 9e-4));
        places++;
      }
    }
    return sum / places;
  }

  @Test
  void itIsWhatTheDefinitionSays() {
    long seed = 11;
    Random random = new Random(seed);
    int plane = HEIGHT * WIDTH;
    double[] x = random.doubles(6L * plane).toArray();
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = 0.6 * x[i] + 0.4 * random.nextDouble();
    }
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.of(x, 2, 3, HEIGHT, WIDTH);
      double[] found =
          Tensors.doubles(StructuralSimilarity.of(a, Tensors.of(y, 2, 3, HEIGHT, WIDTH)));

      for (int image = 0; image < 2; image++) {
        double expected = 0;
        for (int c = 0; c < 3; c++) {
          int from = (image * 3 + c) * plane;
          expected +=
              plain(
                      Arrays.copyOfRange(x, from, from + plane),
                      Arrays.copyOfRange(y, from, from + plane))
                  / 3;
        }
        // differences of moments near each other lose some digits
        assertThat(found[image]).as("seed %d", seed).isCloseTo(expected, within(1e-9));
        assertThat(expected).isBetween(0.3, 0.99);
      }
      assertThat(Tensors.doubles(StructuralSimilarity.of(a, a)))
          .containsExactly(new double[] {1, 1}, org.assertj.core.data.Offset.offset(1e-12));
    }
  }

  @Test
  void plainGreyImagesDifferByTheirMeansAlone() {
    // given images of one grey, and a model that adds 0.25 to whatever becomes b
    Modality a = Modality.image("a", 1, 12, 12);
    Modality b = Modality.image("b", 1, 12, 12);
    float[] greys = {0.25f, 0.5f};
    float[] pixels = new float[2 * 144];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = greys[i / 144];
    }
    Tensor values = Tensors.of(pixels, 2, 1, 12, 12);
    TinyDataset data = new TinyDataset(List.of(a, b), List.of(values, values), null, 0);

    Map<String, Double> found =
        new SsimMetric()
            .measure(
                new Evaluation(
                    new EchoModel(List.of(a, b), Map.of("b", 0.25)),
                    data,
                    Split.TEST,
                    1,
                    Path.of("unused"),
                    line -> {}));

    double expected = 0;
    for (float g : greys) {
      double made = g + 0.25;
      expected += (2 * g * made + 1e-4) / (g * g + made * made + 1e-4) / 2;
    }
    // float32: variances of constants are some 1e-8 beside C₂
    assertThat(found.get("ssim.a")).isCloseTo(1, within(1e-3));
    assertThat(found.get("ssim.b->a")).isCloseTo(1, within(1e-3));
    assertThat(found.get("ssim.b")).isCloseTo(expected, within(1e-3));
    assertThat(found.get("ssim.a->b")).isCloseTo(expected, within(1e-3));
    assertThat(expected).isLessThan(0.95);
  }

  @Test
  void imagesSmallerThanTheWindowAreSkippedWithALine() {
    List<String> said = new ArrayList<>();
    assertThat(
            new SsimMetric()
                .measure(
                    Tiny.evaluation(
                        new EchoModel(Tiny.MODALITIES, Map.of()), Tiny.pairs(false, 0, 1), said)))
        .isEmpty();
    assertThat(said).containsExactly("ssim: skipped, no images of at least 11x11 pixels");
  }
}

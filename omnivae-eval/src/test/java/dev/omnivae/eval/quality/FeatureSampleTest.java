package dev.omnivae.eval.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeatureSampleTest {
  /** The one pixel is the feature, its floor over ten the class. */
  private static final Embedding PIXEL =
      new Embedding() {
        @Override
        public int width() {
          return 1;
        }

        @Override
        public Tensor of(Tensor images) {
          return images.flatten(1, -1);
        }

        @Override
        public Tensor classes(Tensor features) {
          return Tensors.times(features, 0.1).floor().squeeze(1).to(ScalarType.Long);
        }
      };

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void withinClassesTheChoiceOfClassesCountsNothingAndSamenessDoes() {
    try (Scope scope = Scope.open()) {
      // real: classes 0 and 1 alike often, each 2 and 4 in turn above its bottom
      FeatureSample real = sample(200, i -> 10 * (i / 100) + 2 + 2 * (i % 2));
      // drawn: class 1 twice as often, each class always 3
      FeatureSample drawn = sample(300, i -> (i < 100 ? 0 : 10) + 3);

      // the means are equal; a class of 100 has a variance of 100 / 99
      double expected = 100.0 / 99;
      assertThat(real.distanceWithinClasses(drawn)).isPresent();
      assertThat(real.distanceWithinClasses(drawn).getAsDouble()).isCloseTo(expected, within(1e-9));
      // classes 3 and 13: over all, drawn too often from one
      assertThat(real.distance(drawn)).isGreaterThan(1.5);
    }
  }

  @Test
  void aClassOfTooFewImagesIsLeftOut() {
    try (Scope scope = Scope.open()) {
      int few = FeatureSample.FEWEST_OF_A_CLASS - 1;
      FeatureSample real = sample(200, i -> 10 * (i / 100) + i % 2);
      FeatureSample drawn = sample(100 + few, i -> i < 100 ? i % 2 : 15);

      assertThat(real.distanceWithinClasses(drawn).getAsDouble()).isCloseTo(0, within(1e-9));
      assertThat(real.distanceWithinClasses(sample(few, i -> i % 2))).isEmpty();
      assertThat(real.distanceWithinClasses(new FeatureSample(PIXEL.withoutClasses()))).isEmpty();
    }
  }

  @Test
  void rowsAreSpreadEvenly() {
    try (Scope scope = Scope.open()) {
      FeatureSample sample = sample(10, i -> i);
      assertThat(sample.size()).isEqualTo(10);
      assertThat(sample.rows(5).values()).containsExactly(0, 2, 4, 6, 8);
      assertThat(sample.rows(20).size()).isEqualTo(10);
    }
  }

  /** In two batches. */
  private static FeatureSample sample(int size, IntToDoubleFunction pixel) {
    FeatureSample sample = new FeatureSample(PIXEL);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = pixel.applyAsDouble(i);
    }
    Tensor images = Tensors.of(values, size, 1, 1, 1);
    sample.add(images.narrow(0, 0, size / 3));
    sample.add(images.narrow(0, size / 3, size - size / 3));
    return sample;
  }
}

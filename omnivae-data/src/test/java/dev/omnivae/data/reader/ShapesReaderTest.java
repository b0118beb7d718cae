package dev.omnivae.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShapesReaderTest {
  /** Of the largest, square pixels: π 8 4, (2 0.7 8)², and 3.662 (8 / 1.2)² of the heart. */
  private static final double[] AREAS = {Math.PI * 32, 125.44, 162.8};

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static Dataset read(String json) {
    return new ShapesReader()
        .read(new ReaderContext(Settings.parse(json), List.of(), Path.of("unused-cache"), 1));
  }

  @Test
  void theCentreOfWhatIsDrawnIsWhereItsFactorsSay() {
    Dataset shapes = read("{\"samples\": 60, \"test_samples\": 30, \"validation\": 0.1}");
    Map<String, float[]> factors = shapes.factors(Split.TEST, "shapes");
    Batch batch = shapes.samples(Split.TEST).gather(0, LongStream.range(0, 30).toArray());
    float[] pixels = Tensors.floats(batch.of("shapes").value());
    long[] kinds = Tensors.longs(Objects.requireNonNull(batch.labels()));

    assertThat(shapes.info().classes()).containsExactly("ellipse", "square", "heart");
    assertThat(factors.keySet()).containsExactlyInAnyOrder("scale", "rotation", "x", "y");
    for (int i = 0; i < 30; i++) {
      double mass = 0;
      double x = 0;
      double y = 0;
      for (int row = 0; row < 32; row++) {
        for (int column = 0; column < 32; column++) {
          double lit = pixels[(i * 32 + row) * 32 + column];
          mass += lit;
          x += lit * (column + 0.5);
          y += lit * (row + 0.5);
        }
      }
      // pixels are covered in sixteenths, and a heart is centred to a hundredth of its size
      assertThat(x / mass).isCloseTo(value(factors, "x", i), within(0.3));
      assertThat(y / mass).isCloseTo(value(factors, "y", i), within(0.3));
      double scale = value(factors, "scale", i);
      assertThat(mass).isCloseTo(AREAS[(int) kinds[i]] * scale * scale, withinPercentage(4));
    }
  }

  private static double value(Map<String, float[]> factors, String name, int sample) {
    return Objects.requireNonNull(factors.get(name))[sample];
  }

  @Test
  void drawingsDependOnSeedAndIndexAlone() {
    float[] few = first(read("{\"samples\": 20, \"test_samples\": 10}"));
    float[] more = first(read("{\"samples\": 20, \"test_samples\": 40}"));
    float[] other = first(read("{\"samples\": 20, \"test_samples\": 10, \"seed\": 2}"));

    assertThat(few).isEqualTo(more).isNotEqualTo(other);
  }

  private static float[] first(Dataset shapes) {
    return Tensors.floats(
        shapes.samples(Split.TEST).gather(0, new long[] {0, 1, 2}).of("shapes").value());
  }

  @Test
  void tooFewSamplesAreRefused() {
    assertThatThrownBy(() -> read("{\"samples\": 3}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("data.samples must be at least 10 where samples are drawn");
  }
}

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
import dev.omnivae.eval.TinyDataset;
import dev.omnivae.eval.quality.Lpips;
import dev.omnivae.eval.quality.NarrowVgg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LpipsMetricTest {
  @TempDir private Path cache = Path.of("");

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void withoutAFileItSaysWhereItBelongs() throws IOException {
    Path weights = cache.resolve("weights");

    assertThat(new LpipsMetric().measure(evaluation(16, 1))).isEmpty();
    Files.createDirectories(weights);
    Files.writeString(weights.resolve("vgg16-397923af.pth"), "");
    assertThat(new LpipsMetric().measure(evaluation(16, 1))).isEmpty();

    assertThat(said)
        .containsExactly(
            "lpips: skipped, there is no %s; put torchvision's VGG16 there"
                .formatted(weights.resolve("vgg16-397923af.pth")),
            "lpips: skipped, there is no %s; put the heads that LPIPS publishes there"
                .formatted(weights.resolve("v0.1/vgg.pth")));
  }

  @Test
  void isOfEachImageAndWhatTheModelMakesOfItAndOfTheOther() throws IOException {
    LpipsMetric metric = narrow();

    Map<String, Double> found = metric.measure(evaluation(16, 1));

    // a model that adds a quarter to whatever becomes b
    Path weights = cache.resolve("weights");
    Lpips lpips =
        Lpips.read(weights.resolve("vgg.safetensors"), weights.resolve("heads.safetensors"));
    double expected = 0;
    try (Scope scope = Scope.open()) {
      for (double grey : new double[] {0.25, 0.5}) {
        Tensor x = Tensors.full(grey, ScalarType.Float, 1, 1, 16, 16);
        expected += Tensors.item(lpips.of(x, Tensors.plus(x, 0.25))) / 2;
      }
    }
    assertThat(found).containsOnlyKeys("lpips.a", "lpips.b", "lpips.a->b", "lpips.b->a");
    assertThat(found.get("lpips.a")).isZero();
    assertThat(found.get("lpips.b->a")).isZero();
    assertThat(found.get("lpips.b")).isCloseTo(expected, within(1e-5)).isPositive();
    assertThat(found.get("lpips.a->b")).isCloseTo(expected, within(1e-5));
  }

  @Test
  void imagesThatTheNetworkCannotSeeAreSkippedWithALine() throws IOException {
    LpipsMetric metric = narrow();

    assertThat(metric.measure(evaluation(15, 1))).isEmpty();
    assertThat(metric.measure(evaluation(16, 2))).isEmpty();

    assertThat(said)
        .containsOnly("lpips: skipped, no grey or colour images of at least 16x16 pixels");
  }

  private LpipsMetric narrow() throws IOException {
    Path weights = Files.createDirectories(cache.resolve("weights"));
    NarrowVgg.write(weights.resolve("vgg.safetensors"));
    NarrowVgg.writeHeads(weights.resolve("heads.safetensors"), 0);
    return new LpipsMetric("vgg.safetensors", "heads.safetensors");
  }

  /** Two images of one grey in two modalities. */
  private Evaluation evaluation(int side, int channels) {
    List<Modality> modalities =
        List.of(
            Modality.image("a", channels, side, side), Modality.image("b", channels, side, side));
    int pixels = channels * side * side;
    float[] values = new float[2 * pixels];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < pixels ? 0.25f : 0.5f;
    }
    Tensor images = Tensors.of(values, 2, channels, side, side);
    return new Evaluation(
        new EchoModel(modalities, Map.of("b", 0.25)),
        new TinyDataset(modalities, List.of(images, images), null, 0),
        Split.TEST,
        1,
        cache,
        said::add);
  }
}

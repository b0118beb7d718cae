package dev.omnivae.eval.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Halves;
import dev.omnivae.eval.TinyDataset;
import dev.omnivae.eval.quality.Embedding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributeOracleTest {
  private static final Modality IMAGE = Halves.IMAGE;

  @TempDir private Path cache = Path.of("");
  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  private Evaluation evaluation(TinyDataset data) {
    return new Evaluation(new Halves(), data, Split.TEST, 1, cache, said::add);
  }

  @Test
  void everyAttributeIsJudgedByItselfAndTheJudgeIsKept() {
    TinyDataset data = Halves.dataset();
    AttributeOracle trained = new Oracles(100).ofAttributes(evaluation(data), IMAGE).orElseThrow();
    double[] each = trained.accuracy(evaluation(data), Split.TEST).each();
    assertThat(each).hasSize(2);
    assertThat(each[0]).isGreaterThan(0.99);
    assertThat(each[1]).isGreaterThan(0.99);
    assertThat(said).isNotEmpty();

    said.clear();
    AttributeOracle cached = new Oracles(100).ofAttributes(evaluation(data), IMAGE).orElseThrow();
    assertThat(said).isEmpty();
    assertThat(cached.accuracy(evaluation(data), Split.TEST).each()).isEqualTo(each);
  }

  @Test
  void itsFeaturesAreItsConvolutionsAndNoGradientReachesThem() {
    ImageClassifier judge =
        new ImageClassifier(IMAGE.shape(), 2, dev.omnivae.core.engine.Noise.of(1, 0, 0));
    try (Scope scope = Scope.open()) {
      Tensor x = torch.rand(2, 1, 8, 8).set_requires_grad(true);

      List<Tensor> features = judge.features().features(x);
      features.get(0).sum().backward();

      Tensor weight = judge.parameters().all().iterator().next().tensor();
      long[] one = {1, 1};
      Tensor first =
          torch
              .conv2d(
                  Tensors.plus(x, -0.5),
                  weight,
                  new org.bytedeco.pytorch.TensorOptional(),
                  one,
                  one,
                  one,
                  1)
              .relu(); // biases begin as 0
      try (NoGrad off = NoGrad.open()) {
        assertThat(Tensors.item(first.sub(features.get(0)).abs().max())).isCloseTo(0, within(1e-5));
      }
      assertThat(x.grad().defined()).isTrue();
      assertThat(weight.mutable_grad().defined()).isFalse();
    }
  }

  @Test
  void itsEmbeddingKnowsNoClasses() {
    Embedding embedding =
        new Oracles(1).embedding(evaluation(Halves.dataset()), IMAGE).orElseThrow();
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      assertThat(embedding.classes(embedding.of(torch.rand(2, 1, 8, 8)))).isNull();
    }
  }

  @Test
  void dataWithoutClassesAndAttributesHaveNoFeatures() {
    TinyDataset bare =
        new TinyDataset(List.of(IMAGE), List.of(Tensors.of(new float[64], 1, 1, 8, 8)), null, 0);
    assertThat(new Oracles(1).features(evaluation(bare), IMAGE)).isEmpty();
    assertThat(new Oracles(1).embedding(evaluation(bare), IMAGE)).isEmpty();
  }
}

package dev.omnivae.eval.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Split;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.TinyDataset;
import dev.omnivae.eval.quality.Embedding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OraclesTest {
  private static final Modality IMAGE = Modality.image("bars", 1, 8, 8);

  /** Enough to tell bars apart. */
  private static final int STEPS = 60;

  @TempDir private Path cache = Path.of("");

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void isTrainedOnceThenReadFromTheCacheWithTheSameAnswers() throws IOException {
    TinyDataset data = bars(1);
    Oracle trained = new Oracles(STEPS).of(evaluation(data), IMAGE).orElseThrow();
    assertThat(said).isNotEmpty();
    assertThat(trained.accuracy()).isGreaterThan(0.99);

    said.clear();
    Oracle cached = new Oracles(STEPS).of(evaluation(data), IMAGE).orElseThrow();

    assertThat(said).isEmpty();
    assertThat(cached.accuracy()).isEqualTo(trained.accuracy());
    assertThat(classes(cached, data)).isEqualTo(classes(trained, data));
    try (var files = Files.list(cache.resolve("oracles"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void otherDataHaveAnotherFileAndABrokenOneIsMadeAnew() throws IOException {
    Path first = file(bars(1));
    assertThat(file(bars(2))).isNotEqualTo(first);

    Files.writeString(first, "broken");
    said.clear();
    assertThat(new Oracles(STEPS).of(evaluation(bars(1)), IMAGE)).isPresent();
    assertThat(said).isNotEmpty();
    assertThat(Files.size(first)).isGreaterThan(1000);
  }

  @Test
  void thereIsNoneWithoutLabelsOrForWhatIsNoImage() {
    TinyDataset unlabelled =
        new TinyDataset(List.of(IMAGE), List.of(Tensors.of(new float[64], 1, 1, 8, 8)), null, 0);
    assertThat(new Oracles(STEPS).of(evaluation(unlabelled), IMAGE)).isEmpty();
    Modality vector = new Modality("v", Modality.Kind.VECTOR, List.of(3L));
    assertThat(new Oracles(STEPS).of(evaluation(bars(1)), vector)).isEmpty();
  }

  @Test
  void itsEmbeddingNamesTheClassesItNames() {
    TinyDataset data = bars(1);
    Oracles oracles = new Oracles(STEPS);
    Oracle oracle = oracles.of(evaluation(data), IMAGE).orElseThrow();
    Embedding embedding = oracles.embedding(evaluation(data), IMAGE).orElseThrow();

    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Tensor images =
          data.samples(Split.TEST).gather(0, new long[] {0, 1, 2, 3, 4, 5}).of("bars").value();
      Tensor features = embedding.of(images);
      assertThat(Tensors.shape(features)).containsExactly(6, embedding.width());
      assertThat(Tensors.longs(Objects.requireNonNull(embedding.classes(features))))
          .isEqualTo(classes(oracle, data));
    }
  }

  @Test
  void anImageOfAnySizeCanBeClassified() {
    for (long[] shape : new long[][] {{1, 1, 5}, {3, 32, 32}, {1, 64, 33}}) {
      ImageClassifier classifier =
          new ImageClassifier(
              List.of(shape[0], shape[1], shape[2]), 7, dev.omnivae.core.engine.Noise.of(1, 0, 0));
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        Tensor x =
            Tensors.of(
                new float[(int) (2 * shape[0] * shape[1] * shape[2])], Tensors.prepend(shape, 2));
        assertThat(Tensors.shape(classifier.logits(x))).containsExactly(2, 7);
      }
    }
  }

  private Path file(TinyDataset data) throws IOException {
    var before = Files.isDirectory(cache.resolve("oracles")) ? listed() : List.<Path>of();
    assertThat(new Oracles(STEPS).of(evaluation(data), IMAGE)).isPresent();
    return listed().stream().filter(path -> !before.contains(path)).findFirst().orElseThrow();
  }

  private List<Path> listed() throws IOException {
    try (var files = Files.list(cache.resolve("oracles"))) {
      return files.toList();
    }
  }

  private Evaluation evaluation(TinyDataset data) {
    return new Evaluation(
        new EchoModel(List.of(IMAGE), Map.of()), data, Split.TEST, 1, cache, said::add);
  }

  private static long[] classes(Oracle oracle, TinyDataset data) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      var batch = data.samples(Split.TEST).gather(0, new long[] {0, 1, 2, 3, 4, 5});
      return Tensors.longs(oracle.classifier().classify(batch.of("bars").value()));
    }
  }

  /** A bright bar lying (0) or standing (1) in noise. */
  private static TinyDataset bars(long seed) {
    Random random = new Random(seed);
    int size = 400;
    float[] values = new float[size * 64];
    long[] labels = new long[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % 2;
      int place = 2 + random.nextInt(4);
      for (int p = 0; p < 64; p++) {
        boolean lit = (labels[i] == 0 ? p / 8 : p % 8) == place;
        values[i * 64 + p] = (lit ? 0.7f : 0) + 0.3f * random.nextFloat();
      }
    }
    return new TinyDataset(
        List.of(IMAGE), List.of(Tensors.of(values, size, 1, 8, 8)), Tensors.of(labels, size), 2);
  }
}

package dev.omnivae.eval.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerFiguresTest {
  private static final String FULL =
      """
      {"step":%1$d,"split":"train","loss":1,"terms":{"likelihood":2,"kl":%2$d},
       "layers":{"modality.a.encoder.fc1":{"mean":0.5,"deviation":1,"dead":0.25}},
       "parameters":{"modality.a.encoder.fc1.weight":{"gradient":0.1,"update":0.001,"value":1},
                     "modality.a.encoder.fc1.bias":{"gradient":0,"update":0,"value":0}},
       "latent":{"a":{"kl":[1.5,0],"active":1}}}
      """
          .replace("\n", " ");

  @TempDir Path folder;

  private Path log(String... lines) throws IOException {
    return Files.write(folder.resolve("metrics.jsonl"), List.of(lines));
  }

  @Test
  void everyKindOfTheFullLogIsDrawn() throws IOException {
    Path log = log(FULL.formatted(1, 0), FULL.formatted(2, 0));

    List<Figure> figures = LayerFigures.write(log, folder);

    assertThat(figures)
        .extracting(Figure::file)
        .containsExactly(
            "layer-deviation.png",
            "layer-mean.png",
            "layer-dead.png",
            "parameter-gradient.png",
            "parameter-update.png",
            "latent-kl-a.png",
            "latent-active.png");
    assertThat(figures).allMatch(figure -> Files.exists(folder.resolve(figure.file())));
    assertThat(figures.get(5).title()).isEqualTo("KL per latent dimension, a");
  }

  @Test
  void aPlainLogHasNone() throws IOException {
    Path log = log("{\"step\":1,\"split\":\"train\",\"loss\":1,\"terms\":{\"kl\":1}}");

    assertThat(LayerFigures.write(log, folder)).isEmpty();
  }

  @Test
  void aTermThatIsAlwaysNothingIsNotDrawn() throws IOException {
    Path zero = log(FULL.formatted(1, 0), FULL.formatted(2, 0));
    assertThat(LossFigures.write(zero, folder))
        .extracting(Figure::file)
        .containsExactly("loss.png");

    Path some = log(FULL.formatted(1, 0), FULL.formatted(2, 3));
    assertThat(LossFigures.write(some, folder))
        .extracting(Figure::file)
        .containsExactly("loss.png", "term-likelihood.png", "term-kl.png");
  }
}

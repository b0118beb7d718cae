package dev.omnivae.app.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.network.text.Generation;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.ReaderContext;
import dev.omnivae.data.Split;
import dev.omnivae.data.reader.FacesReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a model whose codes are means of what it saw, so that every pixel is known. */
class TransferTest {
  private static final long[] SHOWN = {2, 0, 4};

  @TempDir static Path temp;
  private static Dataset faces;

  @BeforeAll
  static void start() {
    Engine.start(1);
    faces =
        new FacesReader()
            .read(
                new ReaderContext(
                    Settings.parse("{\"samples\": 20, \"test_samples\": 6}"),
                    List.of(),
                    temp.resolve("cache"),
                    1));
  }

  private static Transfer.Source test(Long... ids) {
    return new Transfer.Source(
        new TestExamples("--content", faces.samples(Split.TEST), List.of(ids), 0), "", true);
  }

  private static double mean(String modality, long id) {
    try (Scope scope = Scope.open()) {
      return Tensors.item(
          faces.samples(Split.TEST).gather(0, new long[] {id}).of(modality).value().mean());
    }
  }

  @Test
  void sharedCodesAreTheContentsAndPrivateOnesTheStyles() throws IOException {
    Transfer transfer =
        new Transfer(faces, new Means(Set.of("image")), temp.resolve("a"), Generation.GREEDY, 1);

    Transfer.Written written =
        transfer.write(List.of(test(2L, 0L), test(4L)), List.of(test(1L, 3L)));

    assertThat(written.pairs()).hasSize(6);
    for (long content : SHOWN) {
      for (long style : new long[] {1, 3}) {
        Path file = temp.resolve("a/transfer/image/%d-%d.png".formatted(content, style));
        BufferedImage image = ImageIO.read(file.toFile());
        double expected = 0.5 * mean("image", content) + 0.5 * mean("attributes", style);
        // a level of grey is 1/255
        assertThat((image.getRGB(7, 9) & 0xFF) / 255.0)
            .isCloseTo(expected, within(0.5 / 255 + 1e-6));
      }
    }
    Transfer.Pair last = written.pairs().get(5);
    assertThat(last.content() + " " + last.style()).isEqualTo("4 3");
    assertThat(last.files()).containsOnlyKeys("image", "attributes");
    // every attribute is decoded to the mean of the content's image
    assertThat(last.texts().get("attributes"))
        .isEqualTo(Files.readString(temp.resolve("a/transfer/attributes/4-3.txt")).strip())
        .startsWith(mean("image", 4) > 0.5 ? "a young person" : "an older person");
    // two modalities, each a row of styles and three of contents
    BufferedImage sheet = ImageIO.read(written.contactSheet().toFile());
    assertThat(sheet.getHeight()).isGreaterThan(4 * 64 + 4 * 15);
    assertThat(sheet.getWidth()).isGreaterThan(3 * 96);
  }

  @Test
  void aModelWithoutPrivateCodesIsRefused() {
    assertThatThrownBy(() -> new Transfer(faces, new Means(Set.of()), temp, Generation.GREEDY, 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "DIR must be a run whose model has private codes, which hold the style, got one with a"
                + " shared code alone; train with -s 'model.latent.private={image: 8}'");
  }

  @Test
  void anIdBeyondTheTestSplitNamesTheOption() {
    assertThatThrownBy(() -> test(6L))
        .isInstanceOf(InputException.class)
        .hasMessage("--content must be from 0 to 5, got 6; the test split has no others");
  }

  /** Shared code: the image's mean; private code of the image: the attributes' mean. */
  private record Means(Set<String> privateCodes) implements Model {
    @Override
    public List<Modality> modalities() {
      return faces.modalities();
    }

    @Override
    public ParameterStore parameters() {
      return new ParameterStore();
    }

    private static Tensor mean(Batch batch, String modality) {
      return batch.of(modality).value().flatten(1, -1).mean(1).view(1, batch.size(), 1);
    }

    @Override
    public Latents infer(Batch given, long draws, Noise noise) {
      return new Latents(
          Map.of(
              Latents.SHARED,
              mean(given, "image"),
              Latents.own("image"),
              mean(given, "attributes")));
    }

    @Override
    public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
      throw new UnsupportedOperationException("not asked");
    }

    @Override
    public Distribution decode(
        String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
      Tensor z = latents.shared();
      boolean image = modality.equals("image");
      Tensor value = image ? Tensors.times(z.add(latents.of(Latents.own("image"))), 0.5) : z;
      long rows = z.size(1);
      Tensor mean =
          image
              ? value.view(1, rows, 1, 1, 1).expand(1, rows, 3, 64, 64)
              : value.expand(1, rows, 10);
      return Normal.of(mean, torch.ones_like(mean), image ? 3 : 1);
    }

    @Override
    public Tensor logJoint(Latents latents, Batch x) {
      throw new UnsupportedOperationException("not asked");
    }

    @Override
    public Tensor logProposal(Latents latents, Batch given) {
      throw new UnsupportedOperationException("not asked");
    }
  }
}

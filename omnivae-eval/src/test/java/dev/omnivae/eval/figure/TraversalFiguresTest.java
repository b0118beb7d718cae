package dev.omnivae.eval.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a model whose codes are means of what it saw, so that every pixel is known. */
class TraversalFiguresTest {
  private static final Modality IMAGE = Modality.image("image", 1, 2, 2);
  private static final Modality ATTRIBUTES =
      new Modality("attributes", Modality.Kind.ATTRIBUTES, List.of(4L));
  private static final String[] NAMES = {"male", "young", "female", "smiling"};

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static TinyDataset data() {
    return new TinyDataset(
            List.of(IMAGE, ATTRIBUTES),
            List.of(
                Tensors.of(
                    new float[] {0.6f, 0.6f, 0.6f, 0.6f, 0.4f, 0.4f, 0.4f, 0.4f}, 2, 1, 2, 2),
                Tensors.of(new float[] {1, 1, 0, 0, 0, 1, 1, 1}, 2, 4)),
            null,
            0)
        .attributes(NAMES);
  }

  private static List<Integer> greys(Map<String, List<BufferedImage>> columns, String heading) {
    return columns.getOrDefault(heading, List.of()).stream()
        .map(image -> image.getRGB(0, 0) & 0xFF)
        .toList();
  }

  private static int level(double value) {
    return Math.round(255 * (float) value);
  }

  @Test
  void oneAttributeIsFlippedAtATimeAndThePrivateCodeStays() {
    Means model = new Means(Set.of("image"));

    Map<String, List<BufferedImage>> columns =
        new TraversalFigures(Tiny.evaluation(model, data(), new ArrayList<>()), ATTRIBUTES, IMAGE)
            .columns();

    assertThat(columns.keySet())
        .containsExactly(
            "attributes", "image", "reconstructed", "young", "male / female", "smiling");
    // half the mean of what was seen, half the private code: the image's mean
    assertThat(greys(columns, "image")).containsExactly(level(0.6), level(0.4));
    assertThat(greys(columns, "reconstructed")).containsExactly(level(0.6), level(0.4));
    // a flip of one in four moves the code by 1/4, the image by half of that
    assertThat(greys(columns, "young")).containsExactly(level(0.475), level(0.275));
    assertThat(greys(columns, "smiling")).containsExactly(level(0.725), level(0.275));
    // female with it, the other way round: as many as before
    assertThat(greys(columns, "male / female")).isEqualTo(greys(columns, "reconstructed"));
  }

  @Test
  void withoutAPrivateCodeTheSharedOneMovesAsFar() {
    Map<String, List<BufferedImage>> columns =
        new TraversalFigures(
                Tiny.evaluation(new Means(Set.of()), data(), new ArrayList<>()), ATTRIBUTES, IMAGE)
            .columns();

    assertThat(greys(columns, "young")).containsExactly(level(0.175), level(0.075));
  }

  @Test
  void attributesWithoutNamesHaveNoTraversal() {
    TinyDataset nameless = data().attributes();

    assertThat(
            TraversalFigures.write(
                Tiny.evaluation(new Means(Set.of()), nameless, new ArrayList<>()), folder))
        .isEmpty();
    assertThat(
            TraversalFigures.write(
                Tiny.evaluation(new Means(Set.of()), data(), new ArrayList<>()), folder))
        .extracting(Figure::file)
        .containsExactly("traversal-attributes-of-image.png");
  }

  @Test
  void attributesAreShownAsSentencesUnknownOnesLeftOut() {
    Observation seen =
        new Observation(
            Tensors.of(new float[] {0.9f, 0.2f, 0.1f, 0.7f, 1, 1, 1, 1}, 2, 4),
            Tensors.of(new byte[] {1, 0}, 2).to(ScalarType.Bool),
            Tensors.of(new byte[] {1, 1, 1, 0, 1, 1, 1, 1}, 2, 4).to(ScalarType.Bool));

    assertThat(new Cells(data()).texts(ATTRIBUTES, seen)).containsExactly("an older man", "");
  }

  /** Shared code: the mean of the attributes, else of the image; private: of the image. */
  private record Means(Set<String> privateCodes) implements Model {
    @Override
    public List<Modality> modalities() {
      return List.of(IMAGE, ATTRIBUTES);
    }

    @Override
    public ParameterStore parameters() {
      return new ParameterStore();
    }

    @Override
    public Latents infer(Batch given, long draws, Noise noise) {
      Modality seen = given.of("image").available() == null ? IMAGE : ATTRIBUTES;
      Map<String, Tensor> codes = new LinkedHashMap<>();
      Tensor mean = given.of(seen.name()).value().flatten(1, -1).mean(1).view(1, given.size(), 1);
      codes.put(Latents.SHARED, mean);
      if (!privateCodes.isEmpty()) {
        codes.put(Latents.own("image"), mean);
      }
      return new Latents(codes);
    }

    @Override
    public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
      throw new UnsupportedOperationException("not asked");
    }

    @Override
    public Distribution decode(
        String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
      Tensor z = Tensors.times(latents.shared(), 0.5);
      Tensor sum =
          privateCodes.isEmpty() ? z : z.add(Tensors.times(latents.of(Latents.own("image")), 0.5));
      Tensor mean = sum.view(1, z.size(1), 1, 1, 1).expand(1, z.size(1), 1, 2, 2);
      return Normal.of(mean, torch.ones_like(mean), 3);
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

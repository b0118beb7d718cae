package dev.omnivae.eval.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.text.WordVocabulary;
import java.awt.image.BufferedImage;
import java.util.List;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class TextCellsTest {
  @Test
  void textsAreReadUpToTheirEndAndEmptyWhereMissing() {
    Engine.start(1);
    WordVocabulary words = WordVocabulary.of(List.of("a b"), 1); // a 4, b 5
    Observation seen =
        new Observation(
            Tensors.of(new long[] {4, 5, 2, 0, 5, 5, 2, 0}, 2, 4),
            Tensors.of(new byte[] {1, 0}, 2).to(ScalarType.Bool),
            null);

    assertThat(TextCells.texts(seen, words)).containsExactly("a b", "");
  }

  @Test
  void longTextsAreWrappedAndAllCellsAreEquallyHigh() {
    String text = "someone wrote a thick seven leaning right";

    List<BufferedImage> cells = TextCells.of(List.of("a", text));

    assertThat(String.join(" ", TextCells.wrapped(text))).isEqualTo(text);
    assertThat(TextCells.wrapped(text))
        .allMatch(line -> Lettering.width(line, Lettering.SMALL) <= TextCells.WIDTH);
    assertThat(cells.get(0).getHeight()).isEqualTo(cells.get(1).getHeight());
    assertThat(cells.get(1).getHeight())
        .isGreaterThanOrEqualTo(3 * Lettering.height(Lettering.SMALL));
  }
}

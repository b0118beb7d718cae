package dev.omnivae.eval.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Laplace;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Split;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Halves;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import dev.omnivae.eval.projection.Points;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CodeSetTest {
  private static final TinyDataset PAIRS = Tiny.pairs(true, 0, 1, 1, 0, 1);

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static Evaluation evaluation(TinyDataset data) {
    return Tiny.evaluation(new EchoModel(Tiny.MODALITIES, Map.of()), data, new ArrayList<>());
  }

  @Test
  void everyModalityAloneTellsACodeOfEverySample() {
    CodeSet codes = CodeSet.of(evaluation(PAIRS), 100, CodeSet.Kind.MEAN);

    assertThat(codes.views()).containsExactly("small", "large");
    assertThat(codes.view()).containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
    assertThat(codes.position()).containsExactly(0, 1, 2, 3, 4, 0, 1, 2, 3, 4);
    assertThat(codes.codes().values()).containsExactly(0, 1, 1, 0, 1, 0, 1, 1, 0, 1);
    assertThat(codes.of(1)).containsExactly(5, 6, 7, 8, 9);
  }

  @Test
  void asManyAsAskedForAreTheSameSamplesInEveryView() {
    CodeSet codes = CodeSet.of(evaluation(PAIRS), 6, CodeSet.Kind.DRAW);

    assertThat(codes.size()).isEqualTo(6);
    assertThat(codes.position()).startsWith(codes.position()[3], codes.position()[4]);
  }

  @Test
  void thePriorDrawsAsManyAsAskedFor() {
    Points prior = CodeSet.prior(evaluation(PAIRS), 4).orElseThrow();

    assertThat(prior.values()).containsExactly(0, 1, 0, 1);
  }

  @Test
  void centredNoiseGivesTheCentre() {
    try (Scope scope = Scope.open()) {
      Tensor location = Tensors.of(new float[] {1, -2, 3}, 3);
      Tensor scale = Tensors.of(new float[] {2, 5, 7}, 3);

      assertThat(Tensors.floats(Normal.of(location, scale, 1).sample(new CentredNoise(), 2)))
          .containsExactly(1, -2, 3, 1, -2, 3);
      assertThat(Tensors.floats(Laplace.of(location, scale, 1).sample(new CentredNoise(), 1)))
          .containsExactly(1, -2, 3);
    }
  }

  @Test
  void codesAreColouredByLabelOrModality() {
    Evaluation evaluation = evaluation(PAIRS);
    CodeSet codes = CodeSet.of(evaluation, 100, CodeSet.Kind.MEAN);
    Colourings colourings = new Colourings(PAIRS, Split.TEST, codes);

    assertThat(colourings.names()).containsExactly("label", "modality");
    Colouring.Classes labels = (Colouring.Classes) colourings.usual();
    assertThat(labels.title()).isEqualTo("label");
    assertThat(labels.names()).containsExactly("0", "1");
    assertThat(labels.of()).containsExactly(0, 1, 1, 0, 1, 0, 1, 1, 0, 1);
    Colouring.Classes views = (Colouring.Classes) colourings.of("modality");
    assertThat(views.names()).containsExactly("small", "large");
    assertThat(views.of()).isEqualTo(codes.view());
    assertThatThrownBy(() -> colourings.of("labels"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "--color-by must name something known of the samples, got 'labels'; did you mean"
                + " 'label'? choices: label, modality");
  }

  @Test
  void codesAreColouredByAttributes() {
    TinyDataset data = Halves.dataset().attributes("upper", "left");
    Evaluation evaluation = Tiny.evaluation(new Halves(), data, new ArrayList<>());
    CodeSet codes = CodeSet.of(evaluation, 40, CodeSet.Kind.MEAN);

    Colouring.Classes left = (Colouring.Classes) new Colourings(data, Split.TEST, codes).of("left");

    assertThat(left.names()).isEqualTo(List.of("no", "yes"));
    float[] marks = Halves.marks();
    for (int i = 0; i < codes.size(); i++) {
      assertThat(left.of()[i]).isEqualTo((int) marks[2 * (int) codes.position()[i] + 1]);
    }
  }
}

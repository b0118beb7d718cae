package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class InfoNceTest {
  private static Run run(String options, String... modalities) {
    return new Run(
        store -> Toy.plain().model(store, modalities), "{'name': 'infonce'" + options + "}");
  }

  @Test
  void isTheMeanOfBothCrossEntropies() {
    Tensor s = Tensors.of(new double[] {2, 0.5, -1, 1}, 2, 2);
    double rows = Math.log(Math.exp(2) + Math.exp(0.5)) - 2;
    double rows2 = Math.log(Math.exp(-1) + Math.exp(1)) - 1;
    double columns = Math.log(Math.exp(2) + Math.exp(-1)) - 2;
    double columns2 = Math.log(Math.exp(0.5) + Math.exp(1)) - 1;

    assertThat(Tensors.item(InfoNce.symmetric(s, null)))
        .isCloseTo((rows + rows2 + columns + columns2) / 4, within(1e-12));
  }

  @Test
  void codesAlikeInBothModalitiesHaveAClosedForm() {
    // given means (1, 0) and (0, 1) on both sides: cosines 1 on the diagonal, 0 off it
    Run run = run(", 'codes': 'means', 'temperature': 0.5", "a", "b");
    double[] identity = {1, 0, 0, 1, 0, 0, 0, 0};
    double[] values = new double[Math.toIntExact(run.store().length())];
    int at = 0;
    for (var p : run.store().all()) {
      if (p.path().endsWith("shared.weight")) {
        System.arraycopy(identity, 0, values, at, 8);
      }
      at += (int) p.length();
    }
    Toy.set(run.store(), values);
    Batch random = Toy.batch(2, 1, "a", "b");
    random.of("a").value().copy_(Tensors.of(new double[] {3, 0, 0, 2}, 2, 2));
    random.of("b").value().copy_(Tensors.of(new double[] {1, 0, 0, 5}, 2, 2));

    double loss = Math.log(1 + Math.exp(-2));

    assertThat(run.value(random, 1)).isCloseTo(loss, within(1e-9));
    assertThat(run.bound(random, 1)).isCloseTo(Math.log(2) - loss, within(1e-9));
    assertThat(run.log(random, 1, "infonce")).isCloseTo(loss, within(1e-9));
    assertThat(run.log(random, 1, "temperature")).isCloseTo(0.5, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'codes': 'means'", ", 'dimensions': 1", ", 'learned': true"})
  void gradientMeetsCentralDifferences(String options) {
    run(options + ", 'temperature': 0.4", "a", "b", "c")
        .checkGradient(Toy.batch(4, 5, "a", "b", "c"), 7);
  }

  @Test
  void learnedTemperatureStartsWhereGivenAndLearns() {
    Run run = run(", 'learned': true, 'temperature': 0.4", "a", "b");
    Batch batch = Toy.batch(4, 5, "a", "b");

    run.gradient(batch, 7);

    assertThat(run.log(batch, 7, "temperature")).isCloseTo(0.4, within(1e-12));
    assertThat(Toy.gradient(run.store(), "objective.infonce.log_temperature")).isPositive();
  }

  @Test
  void onlyTheFirstDimensionsAreCompared() {
    Run run = run(", 'dimensions': 1, 'codes': 'means'", "a", "b");

    // one dimension: cosines are signs, so the loss knows no slope
    double[] gradient = run.gradient(Toy.batch(4, 5, "a", "b"), 7);

    // what keeps a zero code from dividing by zero leaves 1e-12 / |z|³
    for (double g : gradient) {
      assertThat(g).isCloseTo(0, within(1e-6));
    }
  }

  @Test
  void samplesLackingAModalityTakeNoPart() {
    Tensor full = Tensors.of(new double[] {2, 0.5, 9, -1, 1, 9, 9, 9, 9}, 3, 3);
    Tensor both = Tensors.of(new double[] {1, 1, 0}, 3).to(ScalarType.Bool);

    Tensor some = InfoNce.symmetric(full, both);

    Tensor two = Tensors.of(new double[] {2, 0.5, -1, 1}, 2, 2);
    assertThat(Tensors.item(some))
        .isCloseTo(Tensors.item(InfoNce.symmetric(two, null)), within(1e-12));
    double[] gradient =
        Gradients.of(
            t -> InfoNce.symmetric(t, both), new double[] {2, 0.5, 9, -1, 1, 9, 9, 9, 9}, 3, 3);
    assertThat(gradient[2]).isZero();
    assertThat(gradient[8]).isZero();
    assertThat(gradient[0]).isNotZero();
  }

  @Test
  void batchWithoutAnyPairIsZeroWithoutGradient() {
    Run run = run("", "a", "b");
    Batch batch = Toy.missing(Toy.batch(2, 5, "a", "b"), "b", (byte) 0, (byte) 0);

    assertThat(run.value(batch, 1)).isZero();
    assertThat(run.gradient(batch, 1)).containsOnly(0.0);
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run(", 'temperature': 0", "a", "b"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective: temperature must be a positive number, got 0.0; write temperature: 0.1");
    assertThatThrownBy(() -> run(", 'dimensions': -1", "a", "b"))
        .isInstanceOf(InputException.class)
        .hasMessage("objective: dimensions must be at least 0, got -1; write 0 for all dimensions");
    Run wide = run(", 'dimensions': 3", "a", "b");
    assertThatThrownBy(() -> wide.loss(Toy.batch(2, 5, "a", "b"), 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "infonce's dimensions must be at most the shared latent's 2, got 3; write 0 for all"
                + " dimensions");
    assertThatThrownBy(() -> run("", "a"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for several modalities when it is infonce, got [a]; leave the"
                + " term out");
  }
}

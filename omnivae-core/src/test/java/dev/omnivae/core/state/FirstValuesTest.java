package dev.omnivae.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Convolution;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.network.layer.TransposedConvolution;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class FirstValuesTest {
  private static final long SEED = 4;
  private static final long IN = 80;
  private static final long OUT = 120;

  private static ParameterStore linear(String weights, String biases) {
    ParameterStore store = new ParameterStore();
    new Linear(store.root().child("layer").startingFrom(new FirstValues(weights, biases)), IN, OUT);
    return Toy.allocate(store, SEED);
  }

  private static double[] weights(ParameterStore store) {
    return Tensors.doubles(Toy.parameter(store, "layer.weight").tensor());
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    // deviation, and the largest value where there is one: √3 of the deviation of a uniform
    "default, 0.06455, 0.11180",
    "uniform, 0.02887, 0.05",
    "normal, 0.05, 1",
    "xavier, 0.1, 0.17321",
    "he, 0.15811, 1",
    "lecun, 0.11180, 1"
  })
  void weightsSpreadAsTheirPaperSays(String name, double spread, double largest) {
    double[] values = weights(linear(name, "default"));

    // 9,600 draws: a standard error of the deviation is at most 0.8 percent of it
    assertThat(deviation(values)).isCloseTo(spread, within(0.03 * spread));
    assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow()).isLessThan(largest + 1e-5);
  }

  @Test
  void zerosAreZerosAndBiasesAreChosenApart() {
    ParameterStore store = linear("zeros", "normal");

    assertThat(weights(store)).containsOnly(0);
    double[] biases = Tensors.doubles(Toy.parameter(store, "layer.bias").tensor());
    assertThat(deviation(biases)).isCloseTo(0.05, within(0.015)); // 120 draws, 5 standard errors
    assertThat(weights(linear("default", "zeros"))).isEqualTo(weights(linear("default", "he")));
  }

  @ParameterizedTest
  @CsvSource({"3, 7", "7, 3", "5, 5"})
  void orthogonalMeansRowsOrColumnsOrthonormal(long in, long out) {
    ParameterStore store = new ParameterStore();
    new Linear(store.root().startingFrom(new FirstValues("orthogonal", "zeros")), in, out);
    Toy.allocate(store, SEED);
    Tensor w = Toy.parameter(store, "weight").tensor().detach();
    Tensor gram = in < out ? w.t().matmul(w) : w.matmul(w.t());

    double[] expected = Tensors.doubles(torch.eye(Math.min(in, out)).to(ScalarType.Double));
    assertThat(Tensors.doubles(gram)).containsExactly(expected, within(1e-12));
  }

  @Test
  void anAreaOfAKernelCounts() {
    FirstValues he = new FirstValues("he", "default");
    ParameterStore store = new ParameterStore();
    new Convolution(store.root().child("down").startingFrom(he), 16, 32, 4, 2, 1);
    new TransposedConvolution(
        store.root().child("up").startingFrom(he),
        32,
        16,
        TransposedConvolution.Geometry.unfold(4, 4));
    Toy.allocate(store, SEED);

    // 16 channels of 4x4 are 256 inputs of one output; of the transposed one as PyTorch counts them
    double expected = Math.sqrt(2 / 256.0);
    for (String path : new String[] {"down.weight", "up.weight"}) {
      double[] values = Tensors.doubles(Toy.parameter(store, path).tensor());
      assertThat(deviation(values)).as(path).isCloseTo(expected, within(0.04 * expected));
    }
  }

  @Test
  void placesBelowInheritAndOthersDoNot() {
    Parameters root = new ParameterStore().root();
    FirstValues chosen = new FirstValues("he", "zeros");

    assertThat(root.startingFrom(chosen).child("a").child("b").first()).isEqualTo(chosen);
    assertThat(root.child("c").first()).isEqualTo(FirstValues.DEFAULT);
  }

  @Test
  void unknownNamesAreOneLine() {
    assertThatThrownBy(() -> new FirstValues("hi", "zeros"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("weights must be a known name, got 'hi'; did you mean 'he'?");
    assertThatThrownBy(() -> new FirstValues("he", "orthogonal"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "biases must be a known name, got 'orthogonal'; did you mean 'normal'? choices: default,"
                + " he, lecun, normal, uniform, xavier, zeros");
  }

  @Test
  void theSameNoiseGivesTheSameValues() {
    Initialiser orthogonal =
        new FirstValues("orthogonal", "zeros").weights(3, 3, Initialiser.constant(0));
    Tensor like = Tensors.of(new double[] {0}, 1);

    double[] first = Tensors.doubles(orthogonal.values(Noise.of(SEED, 0, 0), like, 3, 3));
    double[] again = Tensors.doubles(orthogonal.values(Noise.of(SEED, 0, 0), like, 3, 3));

    assertThat(again).containsExactly(first);
  }
}

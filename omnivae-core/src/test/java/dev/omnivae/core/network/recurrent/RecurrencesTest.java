package dev.omnivae.core.network.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnEngine
class RecurrencesTest {
  private static final int WIDTH = 4;

  /** Every recurrence over sequences of four numbers, in float64 with random parameters. */
  private enum Kind {
    LSTM(at -> new Lstm(at, WIDTH, 3)),
    GRU(at -> new Gru(at, WIDTH, 3)),
    CONVOLUTION(at -> new CausalConvolution(at, WIDTH)),
    SLSTM(at -> new Slstm(at, WIDTH, 2, 0.5)),
    MLSTM(at -> new Mlstm(at, WIDTH, 2, 3)),
    XLSTM(at -> Xlstm.stack(at, WIDTH, 3, Set.of(1, 2), 2));

    @SuppressWarnings("ImmutableEnumChecker") // a stateless function
    private final Function<Parameters, Recurrence> make;

    Kind(Function<Parameters, Recurrence> make) {
      this.make = make;
    }

    Recurrence in(ParameterStore store) {
      Recurrence made = make.apply(store.root());
      Toy.allocate(store, 1);
      randomise(store);
      return made;
    }
  }

  /** Many first values are zero, which would hide a mistake. */
  private static void randomise(ParameterStore store) {
    try (NoGrad off = NoGrad.open()) {
      Tensor values = store.values();
      values.copy_(Tensors.times(Noise.of(7, 0, 0).normal(values, store.length()), 0.6));
    }
  }

  private static Tensor inputs(long rows, long tokens) {
    return Noise.of(3, 0, 0).normal(Tensors.zeros(ScalarType.Double, 1), rows, tokens, WIDTH);
  }

  @ParameterizedTest
  @EnumSource
  void allPlacesAtOnceAreTheStepsOneByOne(Kind kind) {
    Recurrence f = kind.in(new ParameterStore());
    Tensor x = inputs(3, 7);

    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> state = f.start(x, 3);
    assertThat(state).hasSize(f.states());
    for (long t = 0; t < 7; t++) {
      Recurrence.Step step = f.step(x.select(1, t), state);
      state = step.state();
      outputs.add(step.output());
    }

    Tensor together = f.forward(x);
    assertThat(Tensors.shape(together)).containsExactly(3, 7, f.width());
    // float64: rounding of a few hundred operations
    assertThat(Tensors.item(together.sub(Tensors.stack(outputs, 1)).abs().max())).isLessThan(1e-11);
  }

  @ParameterizedTest
  @EnumSource(names = "XLSTM", mode = EnumSource.Mode.EXCLUDE)
  void isThePlainComputation(Kind kind) {
    ParameterStore store = new ParameterStore();
    Recurrence f = kind.in(store);
    Tensor x = inputs(2, 6);

    for (long row = 0; row < 2; row++) {
      double[][] sequence = new double[6][];
      for (int t = 0; t < 6; t++) {
        sequence[t] = Tensors.doubles(x.select(0, row).select(0, t));
      }
      PlainRecurrences plain = new PlainRecurrences(store);
      double[][] expected =
          switch (kind) {
            case LSTM -> plain.lstm(sequence, 3);
            case GRU -> plain.gru(sequence, 3);
            case CONVOLUTION -> plain.convolution(sequence, "");
            case SLSTM -> plain.slstm(sequence, WIDTH, 2);
            case MLSTM -> plain.mlstm(sequence, WIDTH, 2);
            case XLSTM -> throw new IllegalArgumentException("made of the others");
          };
      Tensor got = f.forward(x).select(0, row);
      for (int t = 0; t < 6; t++) {
        assertThat(Tensors.doubles(got.select(0, t)))
            .as("row %s, place %s", row, t)
            .containsExactly(expected[t], Offset.offset(1e-11));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noPlaceSeesALaterOne(Kind kind) {
    Recurrence f = kind.in(new ParameterStore());
    Tensor x = inputs(2, 6);
    Tensor changed = x.clone();
    changed.select(1, 4).copy_(Tensors.plus(changed.select(1, 4), 1));

    Tensor difference = f.forward(x).sub(f.forward(changed)).abs();

    assertThat(Tensors.item(difference.narrow(1, 0, 4).max())).isZero();
    assertThat(Tensors.item(difference.select(1, 4).max())).isPositive();
    assertThat(Tensors.item(difference.select(1, 5).max())).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void gradientOfInputsMeetsCentralDifferences(Kind kind) {
    Recurrence f = kind.in(new ParameterStore());
    Tensor weights = Noise.of(5, 0, 0).normal(Tensors.zeros(ScalarType.Double, 1), f.width());

    // Norms over two numbers are steep, and a stack multiplies their third derivatives, with which
    // central differences err: of XLSTM by 1.2e-6 of the gradient at a step of 1e-5, by 1.2e-8 at
    // 1e-6, with the square of the step as they must (the stabiliser's maxima add nothing). Below,
    // rounding takes over.
    Gradients.checkBySteps(
        1e-6,
        x -> f.forward(x).mul(weights).sum(),
        1e-7,
        Tensors.doubles(inputs(2, 5)),
        2,
        5,
        WIDTH);
  }

  @Test
  void stackOfXlstmIsItsBlocksOneAfterTheOther() {
    ParameterStore store = new ParameterStore();
    Recurrence f = Kind.XLSTM.in(store);

    // the layout [m, s, s], with a feedforward behind every sLSTM alone
    List<String> paths = store.all().stream().map(p -> p.path()).toList();
    assertThat(paths)
        .contains("block1.mlstm.skip", "block2.slstm.recurrent", "block3.slstm.recurrent")
        .contains("block2.feedforward.up.weight", "block3.feedforward.up.weight", "norm.weight")
        .noneMatch(path -> path.startsWith("block1.feedforward"));
    assertThat(f.states()).isEqualTo(4 + 5 + 5);
  }

  @Test
  void firstValuesAreThePublishedOnes() {
    ParameterStore store = new ParameterStore();
    Xlstm.stack(store.root(), 32, 3, Set.of(1, 2), 2);
    Toy.allocate(store, 1);

    assertThat(Tensors.doubles(Toy.parameter(store, "block1.mlstm.gates.bias").tensor()))
        .endsWith(3, 6);
    assertThat(Toy.parameter(store, "block1.mlstm.up.weight").shape()).containsExactly(128, 32);
    assertThat(Toy.parameter(store, "block1.mlstm.query.weight").shape()).containsExactly(16, 4, 4);
    assertThat(Toy.parameter(store, "block2.feedforward.up.weight").shape())
        .containsExactly(128, 32);
    // forget gates of a head of 16: from 5 to -7, by the power 0.3 + 1.3 / 2 in the middle block
    double[] bias = Tensors.doubles(Toy.parameter(store, "block2.slstm.bias").tensor());
    assertThat(bias[16]).isEqualTo(5);
    assertThat(bias[17]).isEqualTo(5 - 12 * Math.pow(1 / 15.0, 0.95), Offset.offset(1e-12));
    assertThat(bias[31]).isEqualTo(-7);
    assertThat(bias[0] + bias[32] + bias[48]).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"SLSTM", "MLSTM"})
  void hugeGatesNeitherOverflowNorLoseTheGradient(Kind kind) {
    ParameterStore store = new ParameterStore();
    Recurrence f = kind.make.apply(store.root());
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, new Device("cpu"));
    try (NoGrad off = NoGrad.open()) {
      Tensor gates =
          kind == Kind.SLSTM
              ? Toy.parameter(store, "bias").tensor().narrow(1, 0, 2)
              : Toy.parameter(store, "gates.bias").tensor().narrow(0, 0, 2);
      gates.fill_(new Scalar(500.0));
    }
    Tensor x = inputs(2, 6).to(ScalarType.Float);

    // exp(500) is no float; what it is divided by grows alike
    Tensor y = f.forward(x);
    y.square().sum().backward();

    assertThat(Tensors.item(y.isfinite().all().to(ScalarType.Double))).isEqualTo(1);
    assertThat(Tensors.item(Gradients.flat(store).isfinite().all().to(ScalarType.Double)))
        .isEqualTo(1);
    assertThat(Tensors.item(y.abs().max())).isPositive();
  }
}

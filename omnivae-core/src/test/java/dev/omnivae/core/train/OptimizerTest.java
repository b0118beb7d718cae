package dev.omnivae.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
  /** float64 on both sides: only the order of a few operations differs. */
  private static final double ROUNDING = 1e-12;

  private static final double[] START = {0.5, -1.25, 2.0};

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  /** Gradient of element i at step t: anything that changes sign and size. */
  private static double gradient(int i, int t) {
    return Math.sin(3.0 * i + 1.7 * t) * (t == 2 ? 4 : 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"adam\", \"learning_rate\": 0.1}",
        "{\"name\": \"adam\", \"learning_rate\": 0.1, \"amsgrad\": true, \"weight_decay\": 0.2}",
        "{\"name\": \"adamw\", \"learning_rate\": 0.1, \"weight_decay\": 0.2, \"betas\": [0.5, 0.9]}",
        "{\"name\": \"sgd\", \"learning_rate\": 0.1}",
        "{\"name\": \"sgd\", \"learning_rate\": 0.1, \"momentum\": 0.9, \"weight_decay\": 0.2}",
        "{\"name\": \"sgd\", \"learning_rate\": 0.1, \"momentum\": 0.9, \"nesterov\": true}",
        "{\"name\": \"rmsprop\", \"learning_rate\": 0.1}",
        "{\"name\": \"rmsprop\", \"learning_rate\": 0.1, \"momentum\": 0.5, \"weight_decay\": 0.2}",
        "{\"name\": \"adagrad\", \"learning_rate\": 0.1, \"weight_decay\": 0.2}",
        "{\"name\": \"adadelta\"}",
        "{\"name\": \"nadam\", \"learning_rate\": 0.1, \"weight_decay\": 0.2}",
        "{\"name\": \"lion\", \"learning_rate\": 0.1, \"weight_decay\": 0.2}"
      })
  void movesAsTheFormulaSays(String json) {
    OptimizerSettings s = read(json);
    Tensor flat = Tensors.of(START, 3);
    // two slices of one flat tensor, as parameters are
    Optimizer optimizer = Optimizer.of(s, List.of(flat.narrow(0, 0, 2), flat.narrow(0, 2, 1)));
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      expected[i] =
          switch (s.name()) {
            case "sgd" -> sgd(s, i);
            case "adam", "adamw" -> adam(s, i);
            default -> ScalarRules.after(6, s, START[i], gradients(i));
          };
    }

    for (int t = 1; t <= 6; t++) {
      Tensor first = Tensors.of(new double[] {gradient(0, t), gradient(1, t)}, 2);
      Tensor second = Tensors.of(new double[] {gradient(2, t)}, 1);
      optimizer.stepInPlace(List.of(first, second), s.learningRate());
    }

    assertThat(Tensors.doubles(flat)).containsExactly(expected, within(ROUNDING));
  }

  private static IntToDoubleFunction gradients(int i) {
    return t -> gradient(i, t);
  }

  private static double adam(OptimizerSettings s, int i) {
    boolean decoupled = s.name().equals("adamw");
    double b1 = s.betas().get(0);
    double b2 = s.betas().get(1);
    double x = START[i];
    double m = 0;
    double v = 0;
    double greatest = 0;
    for (int t = 1; t <= 6; t++) {
      double g = gradient(i, t);
      if (decoupled) {
        x -= s.learningRate() * s.weightDecay() * x;
      } else {
        g += s.weightDecay() * x;
      }
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g * g;
      greatest = Math.max(greatest, v);
      double second = s.amsgrad() ? greatest : v;
      x -=
          s.learningRate()
              * (m / (1 - Math.pow(b1, t)))
              / (Math.sqrt(second / (1 - Math.pow(b2, t))) + s.eps());
    }
    return x;
  }

  private static double sgd(OptimizerSettings s, int i) {
    double x = START[i];
    double momentum = 0;
    for (int t = 1; t <= 6; t++) {
      double g = gradient(i, t) + s.weightDecay() * x;
      momentum = s.momentum() * momentum + g;
      x -= s.learningRate() * (s.nesterov() ? g + s.momentum() * momentum : momentum);
    }
    return x;
  }

  @Test
  void adamMovesAParameterWhoseGradientIsZeroSoFrozenMeansLeftOut() {
    Tensor values = Tensors.of(new double[] {1}, 1);
    Optimizer optimizer = Optimizer.of(OptimizerSettings.DEFAULT, List.of(values));
    optimizer.stepInPlace(List.of(Tensors.of(new double[] {1}, 1)), 0.1);
    double before = Tensors.doubles(values)[0];

    optimizer.stepInPlace(List.of(Tensors.of(new double[] {0}, 1)), 0.1);

    assertThat(Tensors.doubles(values)[0]).isNotEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmsprop", "adagrad", "adadelta", "nadam", "lion"})
  void whatIsKeptBetweenStepsIsAllThatARuleNeedsToGoOn(String name) {
    OptimizerSettings s = OptimizerSettings.defaults(name);
    Tensor whole = Tensors.of(START, 3);
    Tensor resumed = Tensors.of(START, 3);
    Optimizer first = Optimizer.of(s, List.of(whole));
    Optimizer before = Optimizer.of(s, List.of(resumed));
    Optimizer after = Optimizer.of(s, List.of(resumed));
    for (int t = 1; t <= 6; t++) {
      Tensor g = Tensors.of(new double[] {gradient(0, t), gradient(1, t), gradient(2, t)}, 3);
      first.stepInPlace(List.of(g), 0.1);
      (t <= 3 ? before : after).stepInPlace(List.of(g), 0.1);
      if (t == 3) {
        before
            .state()
            .forEach((key, kept) -> Objects.requireNonNull(after.state().get(key)).copy_(kept));
      }
    }

    assertThat(Tensors.doubles(resumed)).containsExactly(Tensors.doubles(whole));
  }

  @Test
  void theLearningRateFollowsItsSchedule() {
    var cosine = read("{\"learning_rate\": 2, \"schedule\": \"cosine\", \"final_fraction\": 0.1}");
    var linear = read("{\"learning_rate\": 2, \"schedule\": \"linear\"}");
    var warm = read("{\"learning_rate\": 2, \"warmup_steps\": 4}");

    assertThat(cosine.learningRate(0, 100)).isEqualTo(2);
    assertThat(cosine.learningRate(50, 100)).isCloseTo(2 * 0.55, within(ROUNDING));
    assertThat(cosine.learningRate(100, 100)).isCloseTo(0.2, within(ROUNDING));
    assertThat(linear.learningRate(75, 100)).isCloseTo(0.5, within(ROUNDING));
    assertThat(List.of(0, 1, 3, 4).stream().map(t -> warm.learningRate(t, 100)))
        .containsExactly(0.5, 1.0, 2.0, 2.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"adamm\"}| name must be a known name, got 'adamm'; did you mean 'adam'?"
            + " choices: adadelta, adagrad, adam, adamw, lion, nadam, rmsprop, sgd",
        "{\"learning_rate\": 0}| learning_rate must be above 0, got 0.0; 1e-3 is a good start",
        "{\"betas\": [0.9]}| betas must be two numbers in [0, 1), got [0.9]; [0.9, 0.999] is usual",
        "{\"eps\": -1}| eps must be above 0, got -1.0; 1e-8 is usual",
        "{\"weight_decay\": -1}| weight_decay must be 0 or more, got -1.0; 0 is none",
        "{\"momentum\": 2}| momentum must be between 0 and 1, got 2.0; 0 is the default",
        "{\"name\": \"sgd\", \"nesterov\": true}| momentum must be above 0 with nesterov, got 0.0;"
            + " 0.9 is usual",
        "{\"nesterov\": true}| nesterov must be false with adam, got true; write name: sgd, or nadam",
        "{\"momentum\": 0.9}| momentum must be 0 with adam, got 0.9; it is of sgd and rmsprop",
        "{\"name\": \"lion\", \"amsgrad\": true}| amsgrad must be false with lion, got true; it is of"
            + " adam and adamw",
        "{\"warmup_steps\": -1}| warmup_steps must be 0 or more, got -1; 0 is none"
      })
  void settingsThatMakeNoSenseAreOneLine(String jsonAndLine) {
    String[] parts = jsonAndLine.split("\\| ");

    assertThatThrownBy(() -> read(parts[0]))
        .isInstanceOf(InputException.class)
        .hasMessage(parts[1]);
  }

  private static OptimizerSettings read(String json) {
    return OptimizerSettings.read(Settings.parse(json));
  }
}

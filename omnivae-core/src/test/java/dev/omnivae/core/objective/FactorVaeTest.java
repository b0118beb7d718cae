package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.CodeDiscriminator;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

@OnEngine
final class FactorVaeTest {
  private static final String DISCRIMINATOR = "objective.factorvae.discriminator";

  private static Run run(String options) {
    return new Run(
        store -> Toy.plain().withLikelihood("normal").model(store, "a"),
        "{'name': 'factorvae', 'hidden': [4, 3]%s}".formatted(options));
  }

  /** Weights 0: every logit is the last bias. */
  private static void silence(Run run, double logit) {
    try (NoGrad off = NoGrad.open()) {
      run.store().all().stream()
          .filter(p -> p.path().startsWith(DISCRIMINATOR))
          .forEach(p -> p.tensor().fill_(new Scalar(p.path().endsWith("out.bias") ? logit : 0)));
    }
  }

  @Test
  void isTheElboAndTheLossesOfBothSides() {
    Run run = run(", 'gamma': 6");
    Run elbo =
        new Run(
            store -> Toy.plain().withLikelihood("normal").model(store, "a"), "{'name': 'elbo'}");
    Batch batch = Toy.batch(5, 2, "a");
    silence(run, 0.25);

    double entropy = 0.5 * (Math.log1p(Math.exp(-0.25)) + Math.log1p(Math.exp(0.25)));
    assertThat(run.value(batch, 3))
        .isCloseTo(elbo.value(batch, 3) + 6 * 0.25 + entropy, within(1e-12));
    assertThat(run.bound(batch, 3)).isCloseTo(elbo.bound(batch, 3), within(1e-12));
    // it says "as it is" of everything
    assertThat(run.log(batch, 3, "discriminator_accuracy")).isEqualTo(0.5);
  }

  @Test
  void eachSideMovesItsOwnParametersAlone() {
    Batch batch = Toy.batch(5, 2, "a");
    Run free = run(", 'gamma': 0");
    Run priced = run(", 'gamma': 6");
    Run elbo =
        new Run(
            store -> Toy.plain().withLikelihood("normal").model(store, "a"), "{'name': 'elbo'}");
    double[] without = free.gradient(batch, 3);
    double[] with = priced.gradient(batch, 3);
    int model = elbo.gradient(batch, 3).length;

    // the discriminator's loss does not reach the model, nor γ the discriminator
    assertThat(Arrays.copyOf(without, model))
        .containsExactly(elbo.gradient(batch, 3), within(1e-12));
    assertThat(Arrays.copyOfRange(with, model, with.length))
        .containsExactly(Arrays.copyOfRange(without, model, without.length), within(1e-12));
    assertThat(Toy.gradient(priced.store(), DISCRIMINATOR)).isPositive();
    assertThat(Arrays.equals(Arrays.copyOf(with, model), Arrays.copyOf(without, model))).isFalse();
  }

  @Test
  void gradientsAreThoseOfEachSidesLoss() {
    Batch batch = Toy.batch(4, 5, "a");
    // without a price the discriminator's parameters see its loss alone
    run(", 'gamma': 0").checkGradient(batch, 7, path -> path.startsWith(DISCRIMINATOR));
    // the decoder's see no discriminator; the encoder's would by differences see both losses
    run(", 'gamma': 3").checkGradient(batch, 7, path -> path.contains("decoder"));
  }

  @Test
  void theEncodersGradientIsThatOfTheElboAndThePrice() {
    // given a discriminator of one linear layer, D(z) = wᵀz + b
    Run priced =
        new Run(
            store -> Toy.plain().withLikelihood("normal").model(store, "a"),
            "{'name': 'factorvae', 'hidden': [], 'gamma': 3}");
    Run free =
        new Run(
            store -> Toy.plain().withLikelihood("normal").model(store, "a"),
            "{'name': 'factorvae', 'hidden': [], 'gamma': 0}");
    Batch batch = Toy.batch(1, 5, "a");
    double[] w =
        Tensors.doubles(Toy.parameter(priced.store(), DISCRIMINATOR + ".out.weight").tensor());

    priced.gradient(batch, 7);
    double[] with = gradient(priced, "modality.a.shared.bias");
    free.gradient(batch, 7);
    double[] without = gradient(free, "modality.a.shared.bias");

    // z moves with its location one to one
    assertThat(with[0] - without[0]).isCloseTo(3 * w[0], within(1e-12));
    assertThat(with[1] - without[1]).isCloseTo(3 * w[1], within(1e-12));
  }

  private static double[] gradient(Run run, String path) {
    return Tensors.doubles(Gradients.at(Toy.parameter(run.store(), path)));
  }

  @Test
  void permutedCodesHaveEveryColumnsValuesInAnotherOrder() {
    Tensor codes = Noise.of(1, 0, 0).normal(Tensors.of(new double[] {0}, 1), 50, 3);

    Tensor permuted = FactorVae.permuted(codes, Noise.of(2, 0, 0));

    double[] before = Tensors.doubles(codes);
    double[] after = Tensors.doubles(permuted);
    for (int column = 0; column < 3; column++) {
      assertThat(column(after, column)).isNotEqualTo(column(before, column));
      assertThat(sorted(column(after, column))).isEqualTo(sorted(column(before, column)));
    }
    // and not whole rows: the first two columns do not move together
    double[] rows = column(before, 0);
    int together = 0;
    for (int i = 0; i < 50; i++) {
      int from = Arrays.binarySearch(sorted(rows), after[3 * i]);
      double partner = before[3 * index(rows, sorted(rows)[from]) + 1];
      together += partner == after[3 * i + 1] ? 1 : 0;
    }
    assertThat(together).isLessThan(10);
  }

  private static int index(double[] values, double value) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    throw new AssertionError(value);
  }

  private static double[] column(double[] rows, int column) {
    double[] values = new double[rows.length / 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[3 * i + column];
    }
    return values;
  }

  private static double[] sorted(double[] values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  @Test
  void aDiscriminatorThatLearnsFindsTheTotalCorrelation() {
    // given codes of two dimensions with correlation 0.8: KL(q, q̄) = -½ log(1 - 0.64) = 0.51
    ParameterStore store = new ParameterStore();
    CodeDiscriminator d = new CodeDiscriminator(store.root(), 2, List.of(32, 32));
    Toy.allocate(store, 1);
    Tensor like = Tensors.of(new double[] {0}, 1);
    double last = 0;
    int steps = 600;
    for (int i = 0; i < steps; i++) {
      try (Scope scope = Scope.open()) {
        Noise noise = Noise.of(i, 0, 0);
        Tensor a = noise.stream("a").normal(like, 512, 1);
        Tensor b =
            Tensors.times(a, 0.8).add(Tensors.times(noise.stream("b").normal(like, 512, 1), 0.6));
        Tensor real = Tensors.cat(List.of(a, b), 1);
        Tensor logit = d.learn(real);
        Tensor other = d.learn(FactorVae.permuted(real, noise.stream("order")));
        store.clearGradients();
        GameLoss.LOGISTIC.real(logit).add(GameLoss.LOGISTIC.fake(other)).mean().backward();
        try (NoGrad off = NoGrad.open()) {
          store.all().forEach(p -> p.tensor().sub_(Tensors.times(p.takeGradient(), 0.3)));
        }
        last += i >= steps - 100 ? Tensors.item(logit.mean()) / 100 : 0;
      }
    }

    // plain gradient descent for 600 steps comes near; 100 batches of 512 err by less than 0.01
    assertThat(last).isCloseTo(-0.5 * Math.log(1 - 0.64), within(0.1));
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run(", 'hiden': [3]"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("objective must be a known key, got 'hiden'");
    assertThatThrownBy(
            () ->
                new Run(
                    store -> Toy.plain().model(store, "a"), "{'name': 'factorvae', 'hidden': [0]}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective: hidden must be widths of at least 1, got [0]; write hidden: [1000, 1000]");
  }
}

package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class BalancedTest {
  private static final String BALANCE = "'balance': {'by': 'gradient_norms', 'decay': 0.5}";

  private static Run run(String name, String options, Toy toy) {
    return new Run(store -> toy.model(store, "a", "b"), "{'name': '" + name + "'" + options + "}");
  }

  private static Run balanced() {
    return run("elbo-naive", ", " + BALANCE, Toy.plain());
  }

  private static double weight(Loss loss, String modality) {
    return Tensors.item(Objects.requireNonNull(loss.log().get("balance." + modality)));
  }

  /** g_m of Laplace decoders: ∂ -log p / ∂z = -Wᵀ sign(x - Wz - c) / 0.75, over r, b; by hand. */
  private static double[] norms(Run run, Batch batch, long seed) {
    // the codes as drawn, from the loss itself
    double[] z = Tensors.doubles(Objects.requireNonNull(run.loss(batch, seed).shared()));
    int size = (int) batch.size();
    double[] norms = new double[2];
    String[] names = {"a", "b"};
    for (int m = 0; m < 2; m++) {
      double[] w = Tensors.doubles(parameter(run, names[m], "weight"));
      double[] c = Tensors.doubles(parameter(run, names[m], "bias"));
      double[] x = Tensors.doubles(batch.of(names[m]).value());
      double squares = 0;
      for (int code = 0; code < z.length / 2; code++) { // (component, batch)
        int sample = code % size;
        double[] slope = new double[2];
        for (int out = 0; out < 2; out++) {
          double mean = w[2 * out] * z[2 * code] + w[2 * out + 1] * z[2 * code + 1] + c[out];
          double sign = Math.signum(x[2 * sample + out] - mean) / 0.75;
          slope[0] += sign * w[2 * out];
          slope[1] += sign * w[2 * out + 1];
        }
        // half a component, a mean over the batch
        squares += (slope[0] * slope[0] + slope[1] * slope[1]) / (2.0 * size * 2.0 * size);
      }
      norms[m] = Math.sqrt(squares);
    }
    return norms;
  }

  private static Tensor parameter(Run run, String modality, String name) {
    return Toy.parameter(run.store(), "modality." + modality + ".decoder." + name).tensor();
  }

  @Test
  void weightsAreInverseNormsThatSumToTheNumberOfModalities() {
    Batch batch = Toy.batch(4, 5, "a", "b");
    double[] g = norms(balanced(), batch, 7);

    Loss loss = balanced().loss(batch, 7);

    assertThat(weight(loss, "a")).isCloseTo(2 / g[0] / (1 / g[0] + 1 / g[1]), within(1e-9));
    assertThat(weight(loss, "a") + weight(loss, "b")).isCloseTo(2, within(1e-12));
  }

  @Test
  void normsAreAveragedOverSteps() {
    Batch first = Toy.batch(4, 5, "a", "b");
    Batch second = Toy.batch(4, 6, "a", "b");
    double[] g = norms(balanced(), first, 7);
    double[] h = norms(balanced(), second, 8);
    Run run = balanced();
    run.loss(first, 7);

    Loss loss = run.loss(second, 8);

    // decay 0.5: the second counts twice as much as the first
    double a = (g[0] + 2 * h[0]) / 3;
    double b = (g[1] + 2 * h[1]) / 3;
    assertThat(weight(loss, "a")).isCloseTo(2 / a / (1 / a + 1 / b), within(1e-9));
  }

  @Test
  void modalitiesPullEquallyAtTheSharedCodes() {
    Batch batch = Toy.batch(4, 5, "a", "b");
    double[] g = norms(balanced(), batch, 7);

    Loss loss = balanced().loss(batch, 7);

    assertThat(weight(loss, "a") * g[0]).isCloseTo(weight(loss, "b") * g[1], within(1e-9));
  }

  @Test
  void takingNormsLeavesNoGradientAndWeightsHaveNone() {
    Batch batch = Toy.batch(4, 5, "a", "b");
    Run run = balanced();
    Loss loss = run.loss(batch, 7);
    double a = weight(loss, "a");
    double b = weight(loss, "b");

    // given the same loss with weights as plain numbers
    Run plain = run("elbo-naive", "", Toy.plain());
    Loss terms = plain.loss(batch, 7);
    plain.store().clearGradients();
    Tensors.times(Run.term(terms, "likelihood.a").nats().mean(), a)
        .add(Tensors.times(Run.term(terms, "likelihood.b").nats().mean(), b))
        .add(Run.term(terms, "kl").nats().mean())
        .backward();
    double[] expected = Tensors.doubles(Gradients.flat(plain.store()));

    assertThat(balanced().gradient(batch, 7)).containsExactly(expected, within(1e-9));
    assertThat(Tensors.item(loss.bound().mean())).isCloseTo(plain.bound(batch, 7), within(1e-12));
  }

  @Test
  void aModalityThatNoSampleHasKeepsItsNorm() {
    Batch batch = Toy.batch(4, 5, "a", "b");
    Run run = balanced();
    run.loss(batch, 7);
    Map<String, Double> before = run.objective().scalars();

    run.loss(Toy.missing(batch, "b", new byte[4]), 7);

    Map<String, Double> after = run.objective().scalars();
    String place = "objective.elbo-naive.balance.norm.";
    assertThat(after).containsEntry(place + "b", before.get(place + "b"));
    assertThat(after.get(place + "a")).isNotEqualTo(before.get(place + "a"));
  }

  @Test
  void aModalityNeverSeenHasWeightOne() {
    Loss loss = balanced().loss(Toy.missing(Toy.batch(4, 5, "a", "b"), "b", new byte[4]), 7);

    assertThat(weight(loss, "a")).isEqualTo(1);
    assertThat(weight(loss, "b")).isEqualTo(1);
  }

  @Test
  void whatItSavesIsAllItNeedsToGoOn() {
    Run whole = balanced();
    Run resumed = balanced();
    whole.loss(Toy.batch(4, 5, "a", "b"), 7);
    resumed.objective().restore(whole.objective().scalars());
    Batch next = Toy.batch(4, 6, "a", "b");

    assertThat(resumed.objective().scalars()).isEqualTo(whole.objective().scalars());
    assertThat(weight(resumed.loss(next, 8), "a")).isEqualTo(weight(whole.loss(next, 8), "a"));
  }

  @Test
  void validationMeasuresNothing() {
    Run run = balanced();
    run.loss(Toy.batch(4, 5, "a", "b"), 7);
    Map<String, Double> before = run.objective().scalars();

    Loss loss =
        run.objective()
            .of(
                new Step<Model>(
                    run.model(),
                    null,
                    Toy.batch(4, 6, "a", "b"),
                    Noise.of(8, 0, 0),
                    new Clock(0, 0, 0, 100),
                    false));

    assertThat(run.objective().scalars()).isEqualTo(before);
    assertThat(weight(loss, "a")).isNotEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "mopoe; {'name': 'mixture-of-products', 'prior': 'full'}",
        "mvae; {'name': 'product', 'prior': false}",
        "mvtcae; {'name': 'product', 'prior': false}",
        "crmvae; {'name': 'product', 'prior': false}",
        "dmvae; {'name': 'product', 'prior': false}",
        "mmjsd; {'name': 'mixture'}",
        "mmvm; {'name': 'mixture'}",
        "jmvae; {'name': 'joint-encoder', 'hidden': [3]}",
        "telbo; {'name': 'joint-encoder', 'hidden': [3]}",
        "code; {'name': 'consensus'}"
      })
  void everyObjectiveWithATermPerModalityIsBalanced(String name, String fusion) {
    Run run = run(name, ", " + BALANCE, Toy.plain().withOwn(1).withFusion(fusion));
    Batch batch = Toy.batch(4, 5, "a", "b");

    Loss loss = run.loss(batch, 7);

    assertThat(weight(loss, "a") + weight(loss, "b")).isCloseTo(2, within(1e-12));
    assertThat(weight(loss, "a")).isNotEqualTo(1);
    assertThat(Arrays.stream(run.gradient(batch, 7)).allMatch(Double::isFinite)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iwae", "dreg", "elbo-stratified", "infonce", "moments", "symmetric-kl"})
  void anObjectiveWithoutATermPerModalityRefusesIt(String name) {
    assertLine(
        name,
        "'gradient_norms'",
        "objective.balance must be left out where the objective has no term per modality, got '"
            + name
            + "'; choose another objective, or set model.modalities.NAME.weight");
  }

  @Test
  void theRecipeKeepsTheKey() {
    Run run = run("elbo-naive", ", 'balance': 'gradient_norms'", Toy.plain());

    assertThat(run.loss(Toy.batch(4, 5, "a", "b"), 7).log()).containsKey("balance.a");
  }

  @Test
  void badSettingsAreOneLine() {
    assertLine(
        "elbo-naive",
        "'gradients'",
        "objective.balance must be a known choice, got 'gradients'; did you mean 'gradient_norms'?"
            + " choices: gradient_norms");
    assertLine(
        "elbo-naive",
        "{'decay': 1}",
        "objective.balance.decay must be at least 0, below 1, got 1; write decay: 0.9");
    assertLine(
        "elbo-naive",
        "{'every': 0}",
        "objective.balance.every must be at least 1 step, got 0; write every: 1");
    assertLine(
        "elbo-naive",
        "{'evry': 2}",
        "objective.balance must hold known keys, got 'evry'; did you mean 'every'? choices: by,"
            + " decay, every");
  }

  private static void assertLine(String name, String balance, String line) {
    assertThatThrownBy(() -> run(name, ", 'balance': " + balance, Toy.plain()))
        .isInstanceOf(InputException.class)
        .hasMessage(line);
  }
}

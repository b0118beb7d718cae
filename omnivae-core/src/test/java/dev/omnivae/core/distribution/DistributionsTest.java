package dev.omnivae.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class DistributionsTest {
  // locations, then raw scales; no location on a kink of the Laplace densities below
  private static final double[] RAW = {0.3, -1.2, 0.7, 0.1, -0.4, 0.6};

  private static Tensor of(double... values) {
    return Tensors.of(values, values.length);
  }

  private static void checkLatent(String family, String scale, Function<Factorised, Tensor> f) {
    Gradients.check(raw -> f.apply(LatentFamilies.of(family, scale).of(raw)), 1e-7, RAW, 6);
  }

  @ParameterizedTest
  @CsvSource({"normal,exp", "normal,softmax", "laplace,exp", "laplace,softmax"})
  void gradientsOfCodesMeetCentralDifferences(String family, String scale) {
    Factorised p = LatentFamilies.of(family, scale).of(of(0.5, 0.2, -0.3, 0.2, 0.4, -0.1));

    checkLatent(family, scale, q -> q.logProb(of(0.9, 0.4, -0.2)));
    checkLatent(family, scale, q -> q.klTo(p).sum());
    checkLatent(family, scale, q -> q.sample(Noise.of(3, 0, 0), 4).square().sum());
  }

  @ParameterizedTest
  @CsvSource({"normal,exp", "normal,softmax", "laplace,exp", "laplace,softmax"})
  void klToItselfIsZero(String family, String scale) {
    Factorised q = LatentFamilies.of(family, scale).of(of(RAW));

    assertThat(Tensors.doubles(q.klTo(q))).containsExactly(new double[] {0, 0, 0}, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({"normal", "laplace"})
  void closedKlAgreesWithMonteCarlo(String family) {
    LatentFamily latent = LatentFamilies.of(family, "exp");
    Factorised q = latent.of(of(RAW));
    Factorised p = latent.standard(3, of(0));
    int draws = 20_000;

    Tensor z = q.sample(Noise.of(7, 0, 0), draws);
    Tensor ratio = q.logProb(z).sub(p.logProb(z));
    double error = Math.sqrt(Tensors.item(ratio.var()) / draws);

    // 4 standard errors; the seed is fixed, so this either always passes or never
    assertThat(Tensors.item(Divergences.kl(q, p, Noise.of(0, 0, 0), 1)))
        .isCloseTo(Tensors.item(ratio.mean()), within(4 * error));
  }

  @Test
  void klWithoutClosedFormIsEstimated() {
    Factorised q = LatentFamilies.of("normal", "exp").of(of(0, 0));
    Factorised p = LatentFamilies.of("laplace", "exp").standard(1, of(0));

    double kl = Tensors.item(Divergences.kl(q, p, Noise.of(5, 0, 0), 100_000));

    // -½ log(2πe) + E|z| + log 2, E|z| = √(2/π); sd of log q - log p is 0.55, so 3 errors are
    // 0.0053
    double exact = -0.5 * Math.log(2 * Math.PI * Math.E) + Math.sqrt(2 / Math.PI) + Math.log(2);
    assertThat(kl).isCloseTo(exact, within(0.0053));
    assertThatThrownBy(() -> q.klTo(p))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "KL must be between distributions of one family to have a closed form, got Normal and"
                + " Laplace; use Divergences.kl");
  }

  @ParameterizedTest
  @CsvSource({"normal,1.0,3.0", "laplace,1.4142135623730951,6.0"})
  void drawsHaveTheMomentsOfTheirFamily(String family, double deviation, double kurtosis) {
    int draws = 200_000;
    Factorised q = LatentFamilies.of(family, "exp").standard(1, of(0));

    Tensor z = q.sample(Noise.of(11, 0, 0), draws);

    assertThat(Tensors.item(q.standardDeviation())).isCloseTo(deviation, within(1e-12));
    assertThat(Tensors.item(z.mean())).isCloseTo(0, within(4 * deviation / Math.sqrt(draws)));
    // var of the sample variance is σ⁴ (κ - 1) / n
    double error = deviation * deviation * Math.sqrt((kurtosis - 1) / draws);
    assertThat(Tensors.item(z.var())).isCloseTo(deviation * deviation, within(4 * error));
    assertThat(Tensors.shape(z)).containsExactly(draws, 1);
  }

  @Test
  void laplaceDrawsAreFiniteAtTheEdgeOfTheUniform() {
    Noise edge =
        new Noise() {
          @Override
          public Tensor normal(Tensor like, long... shape) {
            throw new AssertionError("Laplace draws uniforms");
          }

          @Override
          public Tensor uniform(Tensor like, long... shape) {
            return Tensors.zeros(like.scalar_type(), shape);
          }

          @Override
          public Noise stream(String name) {
            return this;
          }
        };

    Laplace q = Laplace.of(of(0).to(ScalarType.Float), of(1).to(ScalarType.Float), 1);

    // log 2^-24: the smallest tail float32 can name
    assertThat(Tensors.item(q.sample(edge, 1))).isCloseTo(-24 * Math.log(2), within(1e-4));
  }

  @ParameterizedTest
  @CsvSource({"laplace", "normal", "bernoulli"})
  void gradientsOfLikelihoodsMeetCentralDifferences(String name) {
    Likelihood likelihood = Likelihoods.create(name, 0.75);
    double[] raw = {0.3, -1.2, 0.7, 0.1, -0.4, 0.6, 1.1, -0.2};
    Tensor x = of(1, 0, 0, 1).view(2, 2);

    Gradients.check(r -> likelihood.of(r, 2).logProb(x).square().sum(), 1e-7, raw, 2, 2, 2);
  }

  @ParameterizedTest
  @CsvSource({"laplace", "normal", "bernoulli"})
  void unknownElementsAddNothingAndGetNoGradient(String name) {
    Likelihood likelihood = Likelihoods.create(name, 0.75);
    Tensor known = of(1, 0, 1).to(ScalarType.Bool);
    double[] raw = {0.3, -1.2, 0.7};
    Tensor x = of(1, Double.NaN, 0);

    double masked = Tensors.item(likelihood.of(of(raw), 1).logProb(x, known));
    double[] gradient =
        Gradients.of(r -> likelihood.of(r, 1).logProb(of(1, 0.5, 0), known), raw, 3);

    assertThat(masked)
        .isCloseTo(Tensors.item(likelihood.of(of(0.3, 0.7), 1).logProb(of(1, 0))), within(1e-12));
    assertThat(gradient[1]).isZero();
    assertThat(gradient[0]).isNotZero();
  }

  @Test
  void fixedScaleIsTheFullDensity() {
    Tensor location = of(0.3, -1.2, 0.7, 0.1).view(2, 2);
    Tensor x = of(0.1, 0.9);
    Tensor scale = Tensors.full(0.6, ScalarType.Double, 2, 2);

    assertThat(Tensors.doubles(Likelihoods.create("normal", 0.6).of(location, 1).logProb(x)))
        .containsExactly(Tensors.doubles(Normal.of(location, scale, 1).logProb(x)), within(1e-12));
    assertThat(Tensors.doubles(Likelihoods.create("laplace", 0.6).of(location, 1).logProb(x)))
        .containsExactly(Tensors.doubles(Laplace.of(location, scale, 1).logProb(x)), within(1e-12));
  }

  @Test
  void fixedScaleDrawsAroundItsLocation() {
    Distribution p = Likelihoods.create("normal", 0.5).of(of(3), 1);

    Tensor x = p.sample(Noise.of(2, 0, 0), 40_000);

    assertThat(Tensors.item(x.mean())).isCloseTo(3, within(4 * 0.5 / 200));
    assertThat(Tensors.item(x.var())).isCloseTo(0.25, within(4 * 0.25 * Math.sqrt(2.0 / 40_000)));
    assertThat(Tensors.item(p.mean())).isEqualTo(3);
  }

  @Test
  void bernoulliKlIsTheSumOverBothFaces() {
    Bernoulli q = Bernoulli.ofLogits(of(0.4, 60), 1);
    Bernoulli p = Bernoulli.ofLogits(of(-1.1, 60), 1);
    double a = 1 / (1 + Math.exp(-0.4));
    double b = 1 / (1 + Math.exp(1.1));

    double exact = a * Math.log(a / b) + (1 - a) * Math.log((1 - a) / (1 - b));

    assertThat(Tensors.doubles(q.klTo(p))).containsExactly(new double[] {exact, 0}, within(1e-12));
  }

  @Test
  void bernoulliDrawsOnesWithItsProbability() {
    Bernoulli p = Bernoulli.ofLogits(of(0.3), 1);
    double one = 1 / (1 + Math.exp(-0.3));

    Tensor x = p.sample(Noise.of(4, 0, 0), 40_000);

    assertThat(Tensors.item(x.mean()))
        .isCloseTo(one, within(4 * Math.sqrt(one * (1 - one) / 40_000)));
    assertThat(p.reparameterised()).isFalse();
  }

  @Test
  void categoricalTakesIndicesAndOneHot() {
    Tensor logits = of(0.2, 1.0, -0.5, 0.3, 0.1, 0.9).view(2, 3);
    Categorical p = Categorical.ofLogits(logits, 2);
    Tensor oneHot = of(0, 1, 0, 0, 0, 1).view(2, 3);
    double first = 1.0 - Math.log(Math.exp(0.2) + Math.exp(1) + Math.exp(-0.5));
    double second = 0.9 - Math.log(Math.exp(0.3) + Math.exp(0.1) + Math.exp(0.9));

    assertThat(Tensors.item(p.logProb(oneHot))).isCloseTo(first + second, within(1e-12));
    assertThat(Tensors.item(p.logProb(Tensors.of(new long[] {1, 2}, 2))))
        .isCloseTo(first + second, within(1e-12));
    assertThat(
            Tensors.item(p.logProb(Tensors.of(new long[] {1, 2}, 2), of(1, 0).to(ScalarType.Bool))))
        .isCloseTo(first, within(1e-12));
    assertThat(Tensors.shape(p.klTo(p))).containsExactly(2);
  }

  @Test
  void categoricalDrawsAreOneHotWithItsProbabilities() {
    Categorical p = Categorical.ofLogits(of(0.2, 1.0, -0.5), 1);
    double[] expected = Tensors.doubles(p.mean());

    Tensor x = p.sample(Noise.of(6, 0, 0), 40_000);

    assertThat(Tensors.doubles(x.sum(1)).length).isEqualTo(40_000);
    assertThat(Tensors.doubles(x.sum(1))).containsOnly(1.0);
    // 4 standard errors of a frequency are at most 4 · 0.5 / 200
    assertThat(Tensors.doubles(x.mean(0))).containsExactly(expected, within(0.01));
  }

  @Test
  void stackingJoinsParametersAlongANewAxis() {
    LatentFamily normal = LatentFamilies.of("normal", "exp");
    Factorised a = normal.of(of(RAW));
    Factorised b = normal.of(of(0.5, 0.2, -0.3, 0.2, 0.4, -0.1));
    Tensor z = of(0.1, 0.2, 0.3);

    assertThat(Tensors.doubles(a.stack(List.of(a, b), 0).logProb(z)))
        .containsExactly(Tensors.item(a.logProb(z)), Tensors.item(b.logProb(z)));
  }

  @Test
  void unknownNamesAndBadScalesAreOneLine() {
    assertThatThrownBy(() -> Likelihoods.create("laplase", 0.75))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "likelihood must be a known name, got 'laplase'; did you mean 'laplace'? choices:"
                + " bernoulli, categorical, laplace, normal");
    assertThatThrownBy(() -> Likelihoods.create("laplace", -0.75))
        .isInstanceOf(InputException.class)
        .hasMessage("likelihood scale must be a positive number, got -0.75; write scale: 0.75");
    assertThatThrownBy(() -> Likelihoods.create("normal", 0))
        .isInstanceOf(InputException.class)
        .hasMessage("likelihood scale must be a positive number, got 0.0; write scale: 0.75");
    assertThatThrownBy(() -> LatentFamilies.of("gauss", null))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.latent.family must be a known name, got 'gauss'; did you mean 'point'?"
                + " choices: laplace, normal, point");
    assertThatThrownBy(() -> LatentFamilies.of("normal", "soft"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.latent.scale must be a known name, got 'soft'; did you mean 'softmax'? choices:"
                + " exp, softmax");
    assertThatThrownBy(() -> LatentFamilies.of("normal", null).of(of(1, 2, 3)))
        .hasMessage(
            "raw parameters must be of even number, got 3; give locations, then raw scales");
    assertThatThrownBy(() -> Normal.of(of(1, 2), of(1), 1))
        .hasMessage(
            "scale must be of the location's shape, got location [2] and scale [1]; expand one");
    assertThatThrownBy(() -> Categorical.ofLogits(of(1, 2), 0))
        .hasMessage("event axes must be at least 1, got 0; count the class axis");
  }
}

package dev.omnivae.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values worked out in float64 by another program, met in both element types. */
@OnEngine
final class GoldenDistributionsTest {
  /** Element type and what rounding allows in it. */
  record Precision(ScalarType type, double tolerance) {
    Tensor of(double... values) {
      return Tensors.of(values, values.length).to(type);
    }

    Offset<Double> offset() {
      return within(tolerance);
    }
  }

  static Stream<Precision> precisions() {
    return Stream.of(new Precision(ScalarType.Double, 1e-9), new Precision(ScalarType.Float, 1e-5));
  }

  private static Tensor kl(Factorised q, Factorised p) {
    return Divergences.kl(q, p, Noise.of(0, 0, 0), 1);
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void klOfNormals(Precision in) {
    LatentFamily normal = LatentFamilies.of("normal", null);
    double ln4 = Math.log(4);
    Factorised q0 = normal.of(in.of(1, -2, 0, ln4));
    Factorised q1 = normal.of(in.of(3, 0.5, -ln4, 0));
    Factorised p = normal.standard(2, in.of(0));

    assertThat(Tensors.item(kl(q0, p))).isCloseTo(3.3068528194400546, in.offset());
    assertThat(Tensors.item(kl(q1, p))).isCloseTo(4.943147180559945, in.offset());
    assertThat(Tensors.item(kl(q0, q1))).isCloseTo(12.73870563888011, in.offset());
    assertThat(Tensors.item(kl(q1, q0))).isCloseTo(3.417544361119891, in.offset());
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void logDensityOfNormalCodes(Precision in) {
    LatentFamily normal = LatentFamilies.of("normal", "exp");
    double ln4 = Math.log(4);
    Tensor zero = in.of(0, 0);

    assertThat(Tensors.item(normal.of(in.of(1, -2, 0, ln4)).logProb(zero)))
        .isCloseTo(-3.5310242469692907, in.offset());
    assertThat(Tensors.item(normal.of(in.of(3, 0.5, -ln4, 0)).logProb(zero)))
        .isCloseTo(-19.2697298858494, in.offset());
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void klOfLaplaces(Precision in) {
    Laplace standard = Laplace.of(in.of(0), in.of(1), 1);

    assertThat(Tensors.item(kl(Laplace.of(in.of(1), in.of(0.5), 1), standard)))
        .isCloseTo(0.7608148221782516, in.offset());
    assertThat(Tensors.item(kl(standard, Laplace.of(in.of(0), in.of(2), 1))))
        .isCloseTo(0.1931471805599454, in.offset());
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void scaleFromSoftmaxSumsToTheWidth(Precision in) {
    LatentFamily family = LatentFamilies.of("laplace", null);
    double[] golden = {
      0.34857827496813026, 0.9475322723596405, 0.12823541312033995, 2.5756580395518895
    };

    Laplace q = (Laplace) family.of(in.of(0, 0, 0, 0, 0, 1, -1, 2));
    Laplace prior = (Laplace) family.centred(in.of(0, 1, -1, 2));

    assertThat(Tensors.doubles(q.scale())).containsExactly(golden, in.offset());
    assertThat(Tensors.doubles(prior.scale())).containsExactly(golden, in.offset());
    assertThat(Tensors.doubles(prior.location())).containsOnly(0.0);
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void likelihoodsOfOneElement(Precision in) {
    Tensor x = in.of(0.8);

    assertThat(Tensors.item(Likelihoods.create("laplace", 0.75).of(in.of(0.3), 1).logProb(x)))
        .isCloseTo(-1.0721317747748311, in.offset());
    assertThat(Tensors.item(Likelihoods.create("normal", 0.75).of(in.of(0.3), 1).logProb(x)))
        .isCloseTo(-0.853478682975114, in.offset());
    assertThat(Tensors.item(Likelihoods.create("normal", 1).of(in.of(0.3), 1).logProb(x)))
        .isCloseTo(-1.0439385332046727, in.offset());
    assertThat(Tensors.item(Likelihoods.create("bernoulli", 1).of(in.of(0.3), 1).logProb(in.of(1))))
        .isCloseTo(-0.5543552444685271, in.offset());
  }
}

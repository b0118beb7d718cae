package dev.omnivae.core.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.LatentFamilies;
import dev.omnivae.core.distribution.MixtureDistribution;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Priors;
import dev.omnivae.core.testing.Toy;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class MixturePriorTest {
  @ParameterizedTest
  @CsvSource({"normal,exp", "laplace,softmax"})
  void isTheWeightedSumOfItsClusters(String family, String scale) {
    ParameterStore store = new ParameterStore();
    MixturePrior prior =
        new MixturePrior(LatentFamilies.of(family, scale), 2, 3, false, store.root());
    Toy.allocate(store, 4);
    double[] mean = Tensors.doubles(Toy.parameter(store, "locations").tensor());
    Tensor logits = Toy.parameter(store, "logits").tensor();
    try (var off = dev.omnivae.core.engine.NoGrad.open()) {
      logits.copy_(Tensors.of(new double[] {Math.log(2), 0, Math.log(5)}, 3));
    }
    double[] weight = {2 / 8.0, 1 / 8.0, 5 / 8.0};
    double[] z = {0.4, -0.9};

    double log = Tensors.item(prior.distribution().logProb(Tensors.of(z, 2)));

    double s = family.equals("laplace") ? 1 + 1e-6 : 1; // softmax(0) D + 1e-6
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      double each = Math.log(weight[c]);
      for (int d = 0; d < 2; d++) {
        double distance = z[d] - mean[2 * c + d];
        each +=
            family.equals("laplace")
                ? -Math.abs(distance) / s - Math.log(2 * s)
                : -0.5 * distance * distance - 0.5 * Math.log(2 * Math.PI);
      }
      sum += Math.exp(each);
    }
    assertThat(log).isCloseTo(Math.log(sum), within(1e-12));
  }

  @Test
  void beginsApartAndWithEqualWeights() {
    ParameterStore store = new ParameterStore();
    MixturePrior prior =
        new MixturePrior(LatentFamilies.of("normal", "exp"), 4, 5, true, store.root());
    Toy.allocate(store, 4);

    MixtureDistribution p = prior.distribution();

    assertThat(Tensors.doubles(p.logWeights().exp()))
        .containsExactly(new double[] {0.2, 0.2, 0.2, 0.2, 0.2}, within(1e-12));
    assertThat(Tensors.doubles(p.components().mean())).doesNotHaveDuplicates();
    assertThat(store.all().stream().map(each -> each.path()))
        .containsExactly("locations", "raw_scales", "logits");
  }

  @Test
  void everyParameterGetsAGradient() {
    ParameterStore store = new ParameterStore();
    MixturePrior prior =
        new MixturePrior(LatentFamilies.of("normal", "exp"), 2, 3, true, store.root());
    Toy.allocate(store, 4);

    prior.distribution().logProb(Tensors.of(new double[] {0.3, 1, -2, 0.5}, 2, 2)).sum().backward();

    for (String path : new String[] {"locations", "raw_scales", "logits"}) {
      assertThat(Toy.gradient(store, path)).isPositive();
    }
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> Priors.vae("{'kind': 'mixture', 'clusters': 0}"))
        .isInstanceOf(InputException.class)
        .hasMessage("prior: clusters must be at least 1, got 0; write clusters: 10");
    assertThatThrownBy(() -> Priors.vae("{'kind': 'mixture', 'scales': 'free'}"))
        .hasMessage("prior: scales must be fixed or learned, got 'free'; write scales: fixed");
    assertThatThrownBy(() -> Priors.vae("{'kind': 'mixture', 'cluster': 3}"))
        .hasMessageContaining("got 'cluster'; did you mean 'clusters'?");
  }
}

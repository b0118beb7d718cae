package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.distribution.MixtureDistribution;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Priors;
import dev.omnivae.core.testing.Toy;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

@OnEngine
final class ClustersTest {
  @Test
  void assignsTheLargestAndCountsWhatIsUsed() {
    // three clusters, four samples, the third cluster unused
    Clusters c =
        new Clusters(Tensors.of(new double[] {1, 0.9, 0, 0.1, 0, 0.1, 1, 0.9, 0, 0, 0, 0}, 3, 4));

    assertThat(Tensors.longs(c.assigned())).containsExactly(0, 0, 1, 1);
    assertThat(Tensors.item(c.used())).isCloseTo(2, within(1e-12)); // half and half
    double undecided = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1));
    assertThat(Tensors.doubles(c.entropy()))
        .containsExactly(new double[] {0, undecided, 0, undecided}, within(1e-12));
  }

  @Test
  void areTheMeanResponsibilityOfTheDrawsOfWhatIsGiven() {
    ParameterStore store = new ParameterStore();
    MultimodalVae m = Priors.vae("{'kind': 'mixture', 'clusters': 4}", store);
    Toy.allocate(store, 2);
    Batch batch = Toy.batch(5, 3, "a", "b");
    Noise noise = Noise.of(7, 0, 0);
    try (NoGrad off = NoGrad.open()) {
      Tensor z =
          m.fusion()
              .posterior(m.encode(batch, noise))
              .components()
              .sample(noise.stream("clusters"), 3); // (draw, component, batch, latent)
      MixtureDistribution prior = (MixtureDistribution) m.prior(null);

      Clusters both = Clusters.of(m, batch, 3, noise).orElseThrow();
      Clusters one = Clusters.of(m, batch.given(Set.of("b")), 3, noise).orElseThrow();

      assertThat(Tensors.doubles(both.responsibilities()))
          .containsExactly(Tensors.doubles(prior.responsibilities(z).mean(1L, 2L)), within(1e-12));
      assertThat(Tensors.doubles(one.responsibilities()))
          .containsExactly(
              Tensors.doubles(prior.responsibilities(z.select(1, 1)).mean(1L)), within(1e-12));
      assertThat(Tensors.doubles(both.responsibilities().sum(0)))
          .containsExactly(new double[] {1, 1, 1, 1, 1}, within(1e-12));
      assertThat(Tensors.item(both.used())).isBetween(1.0, 4.0);
    }
  }

  @Test
  void aPriorWithoutClustersHasNone() {
    ParameterStore store = new ParameterStore();
    MultimodalVae m = Priors.vae("{'kind': 'standard'}", store);
    Toy.allocate(store, 2);

    assertThat(Clusters.of(m, Toy.batch(2, 3, "a", "b"), 1, Noise.of(7, 0, 0))).isEmpty();
  }
}

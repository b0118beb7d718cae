package dev.omnivae.core.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnEngine
final class MixtureOfProductsTest {
  private static final double[][] MEANS = {{1, -2}, {3, 0.5}, {0, 1}};
  private static final double[][] LOG_VARIANCES = {{0, 1}, {-1, 0}, {0.5, -0.5}};

  private static Fusion fusion(String options, int modalities) {
    return Fused.fusion("{'name': 'mixture-of-products'" + options + "}", modalities);
  }

  private static Tensor three() {
    return Fused.raw(MEANS, LOG_VARIANCES);
  }

  @Test
  void everySubsetIsTheProductOfItsMembers() {
    Posterior q = fusion("", 2).posterior(Fused.experts(Fused.golden()));

    assertThat(q.subsets()).isEqualTo(Subsets.powerset(2));
    assertThat(Fused.location(q, 0, 0)).containsExactly(Fused.MEANS[0]);
    assertThat(Fused.location(q, 1, 0)).containsExactly(Fused.MEANS[1]);
    // golden poe.noPrior
    assertThat(Fused.location(q, 2, 0)).containsExactly(new double[] {2.6, 0}, within(1e-9));
    assertThat(Fused.logVariance(q, 2, 0))
        .containsExactly(new double[] {-1.6094379124341003, -0.22314355131420976}, within(1e-9));
    assertThat(Fused.weights(q, 0)).containsOnly(new double[] {1 / 3.0}, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({"never, 1, 2.6", "full, 1, 2.1666666666666665", "always, 0.5, 2.1666666666666665"})
  void priorExpertStandsWhereItIsAskedFor(String prior, double alone, double both) {
    Posterior q = fusion(", 'prior': '" + prior + "'", 2).posterior(Fused.experts(Fused.golden()));

    assertThat(Fused.location(q, 0, 0)[0]).isCloseTo(alone, within(1e-9));
    assertThat(Fused.location(q, 2, 0)[0]).isCloseTo(both, within(1e-9));
  }

  @Test
  void singletonsAreTheMixtureAndTheFullSetIsTheProduct() {
    Experts experts = Fused.experts(three(), "111", "101");
    Posterior singletons = fusion(", 'subsets': [['a'], ['b'], ['c']]", 3).posterior(experts);
    Posterior mixture = new Mixture().posterior(experts);
    Posterior full = fusion(", 'subsets': [['c', 'a', 'b']]", 3).posterior(experts);
    Posterior product = new Product(false).posterior(experts);

    for (int b = 0; b < 2; b++) {
      assertThat(Fused.weights(singletons, b))
          .containsExactly(Fused.weights(mixture, b), within(1e-15));
      assertThat(Fused.location(full, 0, b)).containsExactly(Fused.location(product, 0, b));
    }
    assertThat(Fused.location(singletons, 1, 0)).containsExactly(Fused.location(mixture, 1, 0));
  }

  @Test
  void allSubsetsOfAPartlyMissingSampleAreThoseOfWhatIsThere() {
    Posterior q = fusion("", 3).posterior(Fused.experts(three(), "111", "101", "010"));

    // by binary counting: a, b, ab, c, ac, bc, abc
    double third = 1 / 3.0;
    assertThat(Fused.weights(q, 0)).containsOnly(new double[] {1 / 7.0}, within(1e-15));
    assertThat(Fused.weights(q, 1))
        .containsExactly(new double[] {third, 0, 0, third, third, 0, 0}, within(1e-15));
    assertThat(Fused.weights(q, 2)).containsExactly(0, 1, 0, 0, 0, 0, 0);
  }

  @Test
  void subsetsThatBecomeEqualCountOnceAndKeepWhatIsThere() {
    Fusion fusion = fusion(", 'subsets': 'singletons+full'", 3);

    Posterior q = fusion.posterior(Fused.experts(three(), "110", "001"));

    double third = 1 / 3.0;
    assertThat(q.subsets().members())
        .containsExactly(List.of(0), List.of(1), List.of(2), List.of(0, 1, 2));
    assertThat(Fused.weights(q, 0))
        .containsExactly(new double[] {third, third, 0, third}, within(1e-15));
    assertThat(Fused.weights(q, 1)).containsExactly(0, 0, 1, 0);
    // the full set is then the product of the two that are there
    Posterior two = new Product(false).posterior(Fused.experts(three(), "110"));
    assertThat(Fused.location(q, 3, 0)).containsExactly(Fused.location(two, 0, 0));
  }

  @Test
  void aSampleWithNothingIsThePrior() {
    Posterior q = fusion("", 2).posterior(Fused.experts(Fused.golden(), "00"));

    assertThat(Fused.weights(q, 0)).containsOnly(new double[] {1 / 3.0}, within(1e-15));
    for (int c = 0; c < 3; c++) {
      assertThat(Fused.location(q, c, 0)).containsExactly(0, 0);
      assertThat(Fused.logVariance(q, c, 0)).containsExactly(0, 0);
    }
  }

  @Test
  void mixtureOfTheTwoExpertsHasTheClosedFormDensity() {
    Posterior q = fusion(", 'subsets': [['a'], ['b']]", 2).posterior(Fused.experts(Fused.golden()));

    double log = Tensors.item(q.logProb(Tensors.of(new double[4], 1, 2, 1, 2)).select(1, 0));

    assertThat(log).isCloseTo(-4.224171281389958, within(1e-9)); // golden moe.logq.at0
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> fusion(", 'prior': 'sometimes'", 2))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("fusion.prior must be a known choice, got 'sometimes'; ")
        .hasMessageEndingWith("choices: always, full, never");
    assertThatThrownBy(() -> fusion(", 'subsets': 'all'", 2))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fusion.subsets must be powerset, singletons+full or a list of lists of modalities, got"
                + " \"all\"; write subsets: powerset");
    assertThatThrownBy(() -> fusion(", 'subsets': [['a', 'x']]", 2))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("fusion.subsets must name modalities, got 'x'; ");
    assertThatThrownBy(() -> fusion(", 'subsets': [['a', 'b'], ['b', 'a']]", 2))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fusion.subsets must be different sets of at least one modality each, got [\"b\",\"a\"];"
                + " write [[a], [a, b]]");
    assertThatThrownBy(() -> fusion(", 'subsets': []", 2))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fusion.subsets must be at least one set of modalities, got []; write subsets:"
                + " powerset");
  }
}

package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class MvaeTest {
  private static final String PRODUCT = "{'name': 'product', 'prior': true}";

  private static Run run(Toy toy, String name, String options, String... modalities) {
    return new Run(
        store -> toy.withFusion(PRODUCT).model(store, modalities),
        "{'name': '" + name + "'" + options + "}");
  }

  private static Run three(String options) {
    return run(Toy.plain(), "mvae", options, "a", "b", "c");
  }

  /** The ELBO of a subset, members decoded alone, on the draws the objective makes. */
  private static double elbo(Run run, Batch batch, Subsets terms, int component, double beta) {
    MultimodalVae m = (MultimodalVae) run.model();
    Experts x = m.encode(batch, Noise.of(3, 0, 0));
    Posterior q = m.fusion().posterior(x, terms);
    Tensor z = q.components().sample(Noise.of(3, 0, 0).stream("shared"), 1).select(0, 0);
    double elbo = 0;
    for (int member : terms.members().get(component)) {
      String name = x.modalities().get(member);
      var p = m.part(name).decoder().decode(z.select(0, component), null, Noise.of(0, 0, 0));
      elbo += Tensors.item(p.logProb(batch.of(name).value()).mean());
    }
    var one = q.factorised().map(t -> t.select(0, component));
    var prior = (Factorised) m.prior(null);
    return elbo - beta * Tensors.item(one.klTo(prior).sum(-1).mean());
  }

  @Test
  void isTheSumOfTheElbosOfAllAndOfEachAlone() {
    Run run = three(", 'beta': 0.5");
    Batch batch = Toy.batch(4, 2, "a", "b", "c");
    Subsets terms = Subsets.full(3).and(Subsets.singletons(3));

    double sum = 0;
    for (int c = 0; c < 4; c++) {
      sum += elbo(run, batch, terms, c, 0.5);
    }

    assertThat(run.value(batch, 3)).isCloseTo(-sum, within(1e-12));
    // reported is the joint term alone, with beta 1
    assertThat(run.bound(batch, 3)).isCloseTo(elbo(run, batch, terms, 0, 1), within(1e-12));
  }

  @Test
  void withoutSubsamplingItIsTheElboOfTheProduct() {
    Run mvae = three(", 'subsampling': false, 'draws': 2, 'beta': 0.3");
    Run elbo = run(Toy.plain(), "elbo-naive", ", 'draws': 2, 'beta': 0.3", "a", "b", "c");
    Batch batch = Toy.missing(Toy.batch(2, 2, "a", "b", "c"), "b", (byte) 1, (byte) 0);

    assertThat(mvae.value(batch, 5)).isCloseTo(elbo.value(batch, 5), within(1e-12));
    assertThat(mvae.gradient(batch, 5)).containsExactly(elbo.gradient(batch, 5), within(1e-12));
  }

  @Test
  void thePriorIsAnExpertOfEveryTerm() {
    // given experts of precision 1 and 4 at dimension 0: with the prior's, 1/2 and 1/5 of variance
    Run run = run(Toy.plain(), "mvae", "", "a", "b");
    Constants.set(run.store(), Constants.GOLDEN);

    // KL to the prior of N(0.5, 1/2) N(-0.4, 4/5)
    double expected = 0.5 * (0.5 + 0.25 - 1 + Math.log(2)) + 0.5 * (0.8 + 0.16 - 1 - Math.log(0.8));
    assertThat(run.log(Toy.batch(2, 2, "a", "b"), 3, "kl.a")).isCloseTo(expected, within(1e-12));
  }

  @Test
  void randomSubsetsAddTermsInTrainingAlone() {
    Run without = run(Toy.plain(), "mvae", "", "a", "b", "c");
    Run all = run(Toy.plain(), "mvae", ", 'random_subsets': 3", "a", "b", "c");
    Batch batch = Toy.batch(3, 2, "a", "b", "c");
    Subsets terms =
        Subsets.full(3).and(Subsets.singletons(3)).and(RandomSubsets.draw(Noise.of(3, 0, 0), 3, 3));

    double sum = 0;
    for (int c = 0; c < 7; c++) {
      sum += elbo(all, batch, terms, c, 1);
    }

    assertThat(all.value(batch, 3)).isCloseTo(-sum, within(1e-12));
    Step<Model> validation =
        new Step<>(all.model(), null, batch, Noise.of(3, 0, 0), new Clock(0, 0, 0, 100), false);
    Objective<Model> objective = all.objective();
    assertThat(Tensors.item(Run.total(objective.of(validation))))
        .isCloseTo(without.value(batch, 3), within(1e-12));
  }

  @Test
  void randomSubsetsAreDifferentAndEquallyLikely() {
    int n = 2000;
    Map<List<Integer>, Integer> counts = new HashMap<>();
    for (int seed = 0; seed < n; seed++) {
      Subsets drawn = RandomSubsets.draw(Noise.of(seed, 0, 0), 4, 2);
      assertThat(drawn.members()).doesNotHaveDuplicates();
      drawn.members().forEach(subset -> counts.merge(subset, 1, Integer::sum));
    }

    // six pairs and four triples; each is among two of ten with probability 1/5
    double error = Math.sqrt(0.2 * 0.8 / n);
    assertThat(counts).hasSize(10);
    counts.forEach(
        (subset, count) -> assertThat((double) count / n).isCloseTo(0.2, within(4.5 * error)));
  }

  @Test
  void aPartialSampleHasTheTermsOfWhichItHasAMember() {
    // given one sample of a alone: the joint term and that of a, both with the product of a
    Run run = run(Toy.plain(), "mvae", "", "a", "b");
    Batch batch = Toy.missing(Toy.batch(1, 2, "a", "b"), "b", (byte) 0);
    Subsets terms = Subsets.full(2).and(Subsets.singletons(2));
    MultimodalVae m = (MultimodalVae) run.model();

    Posterior q = m.fusion().posterior(m.encode(batch, Noise.of(3, 0, 0)), terms);
    Tensor z = q.components().sample(Noise.of(3, 0, 0).stream("shared"), 1).select(0, 0);
    double expected = 0;
    for (int c = 0; c < 2; c++) {
      var p = m.part("a").decoder().decode(z.select(0, c), null, Noise.of(0, 0, 0));
      expected += Tensors.item(p.logProb(batch.of("a").value()).mean());
    }
    double kl = run.log(batch, 3, "kl.a");

    assertThat(run.log(batch, 3, "kl.a+b")).isCloseTo(kl, within(1e-12));
    assertThat(run.value(batch, 3)).isCloseTo(2 * kl - expected, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void gradientMeetsCentralDifferences(long own) {
    run(Toy.plain().withOwn(own), "mvae", ", 'draws': 2, 'random_subsets': 2", "a", "b", "c")
        .checkGradient(Toy.batch(3, 5, "a", "b", "c"), 7);
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> three(", 'random_subsets': 4"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.random_subsets must be from 0 to 3 for 3 modalities with subsampling: true,"
                + " got 4; write random_subsets: 0");
    assertThatThrownBy(() -> three(", 'subsampling': false, 'random_subsets': 1"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.random_subsets must be from 0 to 0 for 3 modalities with subsampling: false,"
                + " got 1; write random_subsets: 0");
    assertThatThrownBy(
            () -> new Run(store -> Toy.plain().model(store, "a", "b"), "{'name': 'mvae'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a fusion of posteriors of any subsets when it is mvae,"
                + " got Mixture; set model.fusion: {name: product}");
  }
}

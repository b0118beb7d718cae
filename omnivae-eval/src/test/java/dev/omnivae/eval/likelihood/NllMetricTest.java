package dev.omnivae.eval.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.LinearGaussian;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NllMetricTest {
  private static final double[] PAIRS = {0.3, -1.2, -2, 0.5, 1, 1};
  private static final Model EXACT = new LinearGaussian(0, 1, true);

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void withTheExactPosteriorAllAreThoseOfTheClosedForm() {
    Map<String, Double> values = measure(EXACT, LinearGaussian.data(PAIRS), 3);

    double both = mean(Set.of("a", "b"), 0, 1, 2);
    double a = mean(Set.of("a"), 0, 1, 2);
    double b = mean(Set.of("b"), 0, 1, 2);
    assertThat(values.get("nll")).isCloseTo(-both, within(1e-9));
    assertThat(values.get("nll.a")).isCloseTo(-a, within(1e-9));
    assertThat(values.get("nll.b")).isCloseTo(-b, within(1e-9));
    assertThat(values.get("nll.a->b")).isCloseTo(a - both, within(1e-9));
    assertThat(values.get("nll.b->a")).isCloseTo(b - both, within(1e-9));
    assertThat(values.get("nll.effective")).isCloseTo(3, within(1e-6));
    assertThat(values)
        .containsOnlyKeys(
            "nll",
            "nll.effective",
            "nll.a",
            "nll.a.effective",
            "nll.b",
            "nll.b.effective",
            "nll.a->b",
            "nll.a->b.predictive",
            "nll.b->a",
            "nll.b->a.predictive");
  }

  @Test
  void whatIsPredictedIsUnderTheModelsOwnCodesAndWhatIsGivenUnderThePosterior() {
    // a proposal far from the posterior: the first suffers, the second only its variance
    Map<String, Double> values =
        measure(new LinearGaussian(0.5, 1.5, true), LinearGaussian.data(PAIRS), 20_000);

    double predictive = 0;
    double conditional = 0;
    for (int i = 0; i < 3; i++) {
      Map<String, Double> given = Map.of("a", PAIRS[2 * i]);
      predictive -= LinearGaussian.logConditional("b", PAIRS[2 * i + 1], given, 0.5, 1.5) / 3;
      conditional -= LinearGaussian.logConditional("b", PAIRS[2 * i + 1], given, 0, 1) / 3;
    }
    // a hundredth of 20,000 weights that vary by their mean, over two estimates
    assertThat(values.get("nll.a->b.predictive")).isCloseTo(predictive, within(0.03));
    assertThat(values.get("nll.a->b")).isCloseTo(conditional, within(0.06));
    assertThat(Math.abs(predictive - conditional)).isGreaterThan(0.1);
  }

  @Test
  void samplesThatLackWhatIsAskedOfAreLeftOut() {
    TinyDataset data = LinearGaussian.data(PAIRS).lacking("b", 1);
    Map<String, Double> values = measure(EXACT, data, 1);

    assertThat(values.get("nll")).isCloseTo(-mean(Set.of("a", "b"), 0, 2), within(1e-9));
    assertThat(values.get("nll.a")).isCloseTo(-mean(Set.of("a"), 0, 1, 2), within(1e-9));
    assertThat(values.get("nll.a->b"))
        .isCloseTo(mean(Set.of("a"), 0, 2) - mean(Set.of("a", "b"), 0, 2), within(1e-9));
  }

  @Test
  void onlyWhatIsAskedForIsEstimated() {
    LikelihoodSettings one = new LikelihoodSettings(2, 2, 64, List.of("b -> a", "a+b"));
    assertThat(
            new NllMetric().measure(Tiny.evaluation(EXACT, LinearGaussian.data(PAIRS), one, said)))
        .containsOnlyKeys("nll", "nll.effective", "nll.b->a", "nll.b->a.predictive");
    assertThat(said).containsExactly("nll: 2 draws for each of at most 2 samples");
  }

  @Test
  void whatHasNoDensityIsLeftOutWithALine() {
    Map<String, Double> values =
        measure(new LinearGaussian(0, 1, false), LinearGaussian.data(PAIRS), 1);
    assertThat(values).containsKeys("nll", "nll.a", "nll.a->b").doesNotContainKeys("nll.b");
    assertThat(said)
        .contains(
            "nll: without nll.b, for the density must be asked for given a, got b alone; name"
                + " another");
  }

  @Test
  void whatTheModelDoesNotGenerateIsNotAskedFor() {
    Model conditional = new LargeFromSmall(new EchoModel(Tiny.MODALITIES, Map.of()));
    LikelihoodSettings backwards = new LikelihoodSettings(1, 1, 64, List.of("large->small"));

    assertThat(
            new NllMetric()
                .measure(Tiny.evaluation(conditional, Tiny.pairs(false, 0, 1), backwards, said)))
        .isEmpty();
    assertThat(said).contains("nll: skipped, the model generates nothing that is asked for");
  }

  @Test
  void questionsThatMakeNoSenseAreRefused() {
    List<String> names = List.of("mnist", "svhn");
    assertThatThrownBy(() -> settings("mnits").check(names))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "evaluation.likelihood.of must name modalities, as in a+b->c, got 'mnits'; did you mean"
                + " 'mnist'? choices: mnist, svhn");
    assertThatThrownBy(() -> settings("mnist->mnist").check(names))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "evaluation.likelihood.of must be a list of targets that are not given, got"
                + " 'mnist->mnist'; name a modality on one side of the arrow");
    assertThatThrownBy(() -> new LikelihoodSettings(0, 1, 1, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage("likelihood.draws must be positive, got 0; write draws: 1000");
    assertThatThrownBy(() -> new LikelihoodSettings(1, 0, 1, List.of()))
        .hasMessage("likelihood.samples must be positive, got 0; write samples: 500");
    assertThatThrownBy(() -> new LikelihoodSettings(1, 1, 0, List.of()))
        .hasMessage("likelihood.memory must be positive, got 0; write memory: 256");
  }

  private static LikelihoodSettings settings(String question) {
    return new LikelihoodSettings(1, 1, 1, List.of(question));
  }

  private Map<String, Double> measure(Model model, TinyDataset data, long draws) {
    LikelihoodSettings settings = new LikelihoodSettings(draws, 100, 64, List.of());
    return new NllMetric().measure(Tiny.evaluation(model, data, settings, said));
  }

  /** Mean log evidence of samples. */
  private static double mean(Set<String> given, int... samples) {
    double sum = 0;
    for (int i : samples) {
      sum +=
          LinearGaussian.logEvidence(LinearGaussian.sample(PAIRS[2 * i], PAIRS[2 * i + 1], given));
    }
    return sum / samples.length;
  }
}

package dev.omnivae.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void findsEveryMetricByItsNameInARecipe() {
    assertThat(new Evaluator().names())
        .containsExactly(
            "active_units",
            "alignment",
            "attributes",
            "clusters",
            "coherence",
            "consistency",
            "dci",
            "diversity",
            "elbo",
            "fid",
            "frechet",
            "kmeans",
            "latent_accuracy",
            "lpips",
            "mig",
            "nll",
            "prior_gap",
            "probes",
            "reconstruction",
            "ssim",
            "text");
  }

  @Test
  void anUnknownMetricNamesTheNearest() {
    assertThatThrownBy(() -> new Evaluator().check(List.of("elbo", "coherense")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "metric must be a known name, got 'coherense'; did you mean 'coherence'? choices:"
                + " active_units, alignment, attributes, clusters, coherence, consistency, dci,"
                + " diversity, elbo, fid, frechet, kmeans, latent_accuracy, lpips, mig, nll, prior_gap, probes,"
                + " reconstruction, ssim, text");
  }

  @Test
  void valuesOfAllMetricsAreMergedAndSortedAndNamesMeasuredOnce() {
    Metric b = new Fixed("b", Map.of("b.two", 2.0, "b.one", 1.0));
    Metric a = new Fixed("a", Map.of("a", 3.0));
    List<String> said = new ArrayList<>();
    Evaluation evaluation =
        Tiny.evaluation(new EchoModel(Tiny.MODALITIES, Map.of()), Tiny.pairs(true, 0, 1), said);

    var values =
        new Evaluator(Extensions.of("metric", List.of(b, a)))
            .run(evaluation, List.of("b", "a", "b"));

    assertThat(values)
        .containsExactly(Map.entry("a", 3.0), Map.entry("b.one", 1.0), Map.entry("b.two", 2.0));
    assertThat(said).filteredOn(line -> line.equals("b: measuring on the test split")).hasSize(1);
  }

  private record Fixed(String name, Map<String, Double> values) implements Metric {
    @Override
    public Map<String, Double> measure(Evaluation evaluation) {
      return values;
    }
  }
}

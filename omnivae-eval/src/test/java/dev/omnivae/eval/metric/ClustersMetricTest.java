package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.eval.Tiny;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ClustersMetricTest {
  private static final float[] LABELS = {0, 1, 1, 0, 1, 0, 0, 0};
  private Scope scope;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void clustersThatAreTheClassesAreFound() {
    List<String> said = new ArrayList<>();
    Map<String, Double> values =
        new ClustersMetric()
            .measure(Tiny.evaluation(sharp("mixture"), Tiny.pairs(true, LABELS), said));

    // five of eight dark, three bright, each certain of its cluster; float32
    double nats = -(5 / 8.0 * Math.log(5 / 8.0) + 3 / 8.0 * Math.log(3 / 8.0));
    assertThat(values.get("clusters.used")).isCloseTo(Math.exp(nats), within(1e-3));
    assertThat(values.get("clusters.entropy")).isCloseTo(0, within(1e-3));
    assertThat(values.get("clusters.accuracy")).isEqualTo(1);
    assertThat(values.get("clusters.nmi")).isCloseTo(1, within(1e-12));
    assertThat(said).isEmpty();
  }

  @Test
  void withoutLabelsOnlyUseIsMeasured() {
    List<String> said = new ArrayList<>();
    Map<String, Double> values =
        new ClustersMetric()
            .measure(Tiny.evaluation(sharp("mixture"), Tiny.pairs(false, LABELS), said));

    assertThat(values.keySet()).containsExactlyInAnyOrder("clusters.used", "clusters.entropy");
    assertThat(said).containsExactly("clusters: no accuracy, the data set has no labels");
  }

  @Test
  void aPriorWithoutClustersIsSaidOnce() {
    List<String> said = new ArrayList<>();
    assertThat(
            new ClustersMetric()
                .measure(Tiny.evaluation(sharp("standard"), Tiny.pairs(true, LABELS), said)))
        .isEmpty();
    assertThat(said).containsExactly("clusters: none, the prior of this model is no mixture");
  }

  @Test
  void tablesMeetTheirFormulas() {
    Contingency train = new Contingency();
    train.add(new long[] {0, 0, 0, 1, 1, 1}, new long[] {7, 7, 8, 8, 8, 7});
    Contingency test = new Contingency();
    test.add(new long[] {0, 0, 1, 1, 2}, new long[] {7, 8, 8, 8, 7});

    assertThat(test.accuracy(train)).isCloseTo(3 / 5.0, within(1e-12)); // cluster 2 has no name
    double clusters = -(2 * 0.4 * Math.log(0.4) + 0.2 * Math.log(0.2));
    double classes = -(0.4 * Math.log(0.4) + 0.6 * Math.log(0.6));
    double both = -(3 * 0.2 * Math.log(0.2) + 0.4 * Math.log(0.4));
    assertThat(test.mutualInformation())
        .isCloseTo(2 * (clusters + classes - both) / (clusters + classes), within(1e-12));
  }

  /** Codes of 40 and -40 by brightness, clusters at 40 and -40 among three. */
  private static Model sharp(String prior) {
    ParameterStore store = new ParameterStore();
    String clusters = prior.equals("mixture") ? ", \"clusters\": 3" : "";
    String side = "{\"network\": \"mlp\", \"encoder\": {\"hidden\": []}}";
    Model model =
        Models.create(
            Settings.parse(
                ("{\"latent\": {\"shared\": 1}, \"prior\": {\"kind\": \"%s\"%s},"
                        + " \"modalities\": {\"small\": %s, \"large\": %s}}")
                    .formatted(prior, clusters, side, side)),
            Schema.of(Tiny.MODALITIES),
            store);
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, new Device("cpu"));
    try (NoGrad off = NoGrad.open()) {
      for (Parameter p : store.all()) {
        if (p.path().endsWith("encoder.heads.weight")) {
          p.tensor()
              .zero_()
              .select(0, 0)
              .fill_(new org.bytedeco.pytorch.Scalar(80.0 / p.shape()[1]));
        } else if (p.path().endsWith("encoder.heads.bias")) {
          p.tensor().copy_(Tensors.of(new float[] {-40, 0}, 2));
        } else if (p.path().equals("prior.locations")) {
          Tensor places = Tensors.of(new float[] {40, 0, -40}, 3, 1);
          p.tensor().copy_(places);
        }
      }
    }
    return model;
  }
}

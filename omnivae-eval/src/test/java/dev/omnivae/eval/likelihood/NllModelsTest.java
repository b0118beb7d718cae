package dev.omnivae.eval.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.ModalityModel;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.data.Split;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every model's proposal, with its density, and its prior alone come to one likelihood. */
class NllModelsTest {
  private static final int DRAWS = 20_000;

  /** Weights of untrained models vary by less than their mean: two estimates are off by 0.01. */
  private static final double TOLERANCE = 0.05;

  private static final TinyDataset ONE = Tiny.pairs(false, 0.8f);

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'latent': {'shared': 2}",
        "'latent': {'shared': 2}, 'fusion': 'product'",
        "'latent': {'shared': 2}, 'fusion': 'mixture-of-products'",
        "'latent': {'shared': 2}, 'fusion': 'joint-encoder'",
        "'latent': {'shared': 2}, 'prior': {'kind': 'mixture', 'clusters': 3}",
        "'latent': {'shared': 2, 'private': {'small': 2, 'large': 3}}",
        "'kind': 'factorised', 'latent': {'shared': 2}",
        "'kind': 'nexus', 'latent': {'shared': 2, 'private': {'small': 2, 'large': 2}}",
        "'kind': 'mhvae', 'latent': {'shared': 2}, 'hierarchy': {'hidden': 8}",
        "'kind': 'jnf', 'latent': {'shared': 2}"
      })
  void theEvidenceIsThatOfThePrior(String settings) {
    Model model = model(settings);

    Map<String, Double> values = measure(model, List.of());

    agrees(values, "nll.small", -underPrior(model, Set.of("small")));
    if (!settings.contains("mhvae")) {
      // of two modalities an untrained hierarchy's experts are too narrow: three draws count
      agrees(values, "nll", -underPrior(model, Set.of("small", "large")));
    }
    assertThat(values.get("nll.large->small")).isFinite();
    assertThat(values.get("nll.large->small.predictive")).isFinite();
  }

  /** Estimates of many draws that count lie close together. */
  private static void agrees(Map<String, Double> values, String key, double expected) {
    assertThat(values.get(key + ".effective")).as(key).isGreaterThan(50);
    assertThat(values.get(key)).as(key).isCloseTo(expected, within(TOLERANCE));
  }

  @Test
  void aConditionalModelPredictsFromItsOwnPrior() {
    Model model =
        model(
            "'kind': 'conditional', 'latent': {'shared': 2}, 'conditional': {'main': 'small',"
                + " 'given': ['large'], 'hidden': [8], 'context': 4}");

    Map<String, Double> values = measure(model, List.of("large->small", "small"));

    // what is given has no likelihood, so that the two are one
    assertThat(values).containsOnlyKeys("nll.large->small", "nll.large->small.predictive");
    assertThat(values.get("nll.large->small"))
        .isCloseTo(values.get("nll.large->small.predictive"), within(TOLERANCE));
  }

  private static Map<String, Double> measure(Model model, List<String> of) {
    LikelihoodSettings settings = new LikelihoodSettings(DRAWS, 1, 64, of);
    return new NllMetric().measure(Tiny.evaluation(model, ONE, settings, new ArrayList<>()));
  }

  private static Model model(String settings) {
    String side = "{\"network\": \"mlp\", \"encoder\": {\"hidden\": [6]}}";
    ParameterStore store = new ParameterStore();
    Model model =
        Models.create(
            Settings.parse(
                "{%s, \"modalities\": {\"small\": %s, \"large\": %s}}"
                    .formatted(settings.replace('\'', '"'), side, side)),
            Schema.of(Tiny.MODALITIES),
            store);
    store.allocate(Noise.of(3, 0, 0), ScalarType.Float, Engine.device());
    return model;
  }

  /** log (1/K) Σ p(x_S given z_k), z_k from the prior. */
  private static double underPrior(Model model, Set<String> of) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Batch x =
          ONE.samples(Split.TEST)
              .gather(0, new long[] {0})
              .map(t -> t.index_select(0, Tensors.zeros(ScalarType.Long, DRAWS)));
      Noise noise = Noise.of(5, 0, 0);
      Latents z = model.fromPrior(DRAWS, null, noise);
      Tensor total = Tensors.zeros(ScalarType.Double, 1, DRAWS);
      for (Modality modality : model.modalities()) {
        String name = modality.name();
        if (of.contains(name)) {
          Distribution p = model.decode(name, z, null, noise);
          total = total.add(ModalityModel.logLikelihood(p, x.of(name), 1));
        }
      }
      return Tensors.item(Tensors.logSumExp(total, 1)) - Math.log(DRAWS);
    }
  }
}

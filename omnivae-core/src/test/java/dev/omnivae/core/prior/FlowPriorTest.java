package dev.omnivae.core.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.objective.Clock;
import dev.omnivae.core.objective.Loss;
import dev.omnivae.core.objective.Objectives;
import dev.omnivae.core.objective.Step;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FlowPriorTest {
  private static final Schema BOTH =
      Schema.of(
          new Modality("a", Modality.Kind.VECTOR, List.of(2L)),
          new Modality("b", Modality.Kind.VECTOR, List.of(2L)));

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static Model model(ParameterStore store, String prior, String family) {
    String json =
        "{'kind': 'multimodal', 'latent': {'shared': 3, 'family': '%s'}, 'prior': %s}"
            .formatted(family, prior)
            .replace('\'', '"');
    return Models.create(Settings.parse(json), BOTH, store);
  }

  @ParameterizedTest
  @CsvSource({"maf,normal", "iaf,normal", "maf,laplace"})
  void startsAsTheStandardPriorAndLearnsWithTheModel(String flow, String family) {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();
      Model model =
          model(store, "{'kind': 'flow', 'flow': '%s', 'hidden': 8}".formatted(flow), family);
      var objective =
          Objectives.create(
              Settings.parse("{\"objective\": {\"name\": \"elbo-naive\"}}"), model, store.root());
      Toy.allocate(store, 1);
      Tensor z = Noise.of(3, 0, 0).normal(store.values(), 5, 3);

      // a fresh one: the family's own density, summed
      double[] expected = new double[5];
      double[] values = Tensors.doubles(z);
      for (int i = 0; i < 15; i++) {
        expected[i / 3] +=
            family.equals("normal")
                ? -0.5 * values[i] * values[i] - 0.5 * Math.log(2 * Math.PI)
                : -Math.abs(values[i]) - Math.log(2);
      }
      assertThat(Tensors.doubles(((MultimodalVae) model).prior(null).logProb(z)))
          .containsExactly(expected, within(1e-12));

      // a step of training reaches it
      Batch batch = Toy.batch(4, 2, "a", "b");
      Loss loss =
          objective.of(
              new Step<>(model, null, batch, Noise.of(1, 0, 0), new Clock(0, 0, 0, 4), true));
      loss.terms().stream()
          .map(term -> term.weight().times(term.nats().mean()))
          .reduce(Tensor::add)
          .orElseThrow()
          .backward();
      assertThat(Toy.gradient(store, "prior.flow")).isPositive();
      assertThat(Double.isFinite(Toy.gradient(store, "prior.flow"))).isTrue();
    }
  }

  @Test
  void drawsAndLogJointUseIt() {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();
      Model model = model(store, "{'kind': 'flow', 'hidden': 8}", "normal");
      Toy.allocate(store, 1);
      // given a last layer that shifts every code: x = u + 0.3, twice
      for (var p : store.all()) {
        if (p.path().matches("prior\\..*out\\.bias")) {
          try (var off = dev.omnivae.core.engine.NoGrad.open()) {
            p.tensor().narrow(0, 0, 3).add_(Tensors.scalar(0.3, p.tensor()));
          }
        }
      }

      Latents drawn = model.fromPrior(5000, null, Noise.of(1, 0, 0));

      assertThat(Tensors.shape(drawn.shared())).containsExactly(1, 5000, 3);
      // 15000 numbers of deviation 1: standard error 0.008
      assertThat(Tensors.item(drawn.shared().mean())).isCloseTo(0.6, within(0.033));
      Batch batch = Toy.batch(2, 2, "a", "b");
      Latents z = new Latents(java.util.Map.of(Latents.SHARED, drawn.shared().narrow(1, 0, 2)));
      double[] joint = Tensors.doubles(model.logJoint(z, batch.given(java.util.Set.of())));
      double[] values = Tensors.doubles(z.shared());
      for (int row = 0; row < 2; row++) {
        double expected = 0;
        for (int d = 0; d < 3; d++) {
          double u = values[row * 3 + d] - 0.6;
          expected -= 0.5 * u * u + 0.5 * Math.log(2 * Math.PI);
        }
        assertThat(joint[row]).isCloseTo(expected, within(1e-12));
      }
    }
  }

  @Test
  void badSettingsNameTheKey() {
    assertThatThrownBy(
            () -> model(new ParameterStore(), "{'kind': 'flow', 'flow': 'mfa'}", "normal"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "prior: flow must be a known kind, got 'mfa'; did you mean 'maf'? choices: iaf, maf");
    assertThatThrownBy(() -> model(new ParameterStore(), "{'kind': 'flow', 'block': 3}", "normal"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "prior must be a known key, got 'block'; did you mean 'blocks'? choices: blocks, flow,"
                + " hidden, kind, layers");
  }
}

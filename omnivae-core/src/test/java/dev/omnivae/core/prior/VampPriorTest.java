package dev.omnivae.core.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Letters;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Priors;
import dev.omnivae.core.testing.Toy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

@OnEngine
final class VampPriorTest {
  private static final Noise NOISE = Noise.of(1, 0, 0);

  @Test
  void isTheMeanOfThePosteriorsOfItsPseudoInputs() {
    ParameterStore store = new ParameterStore();
    MultimodalVae m = Priors.vae("{'kind': 'vamp', 'pseudo_inputs': 3}", store);
    Toy.allocate(store, 2);
    double[][] points = {{0.2, -0.4}, {1.5, 2}, {-3, 0}};

    double[] log =
        Tensors.doubles(
            m.prior(null).logProb(Tensors.of(new double[] {0.2, -0.4, 1.5, 2, -3, 0}, 3, 2)));

    // the posterior of each pseudo-input alone, as the model would encode it
    Map<String, Observation> pseudo = new LinkedHashMap<>();
    for (String name : new String[] {"a", "b"}) {
      pseudo.put(name, Observation.of(Toy.parameter(store, "prior.pseudo." + name).tensor()));
    }
    Experts x = m.encode(new Batch(pseudo, null, null, Tensors.of(new long[] {0, 1, 2}, 3)), NOISE);
    double[][] mean = new double[2][];
    double[][] scale = new double[2][];
    int index = 0;
    for (String name : new String[] {"a", "b"}) {
      Factorised q = x.of(name).shared();
      mean[index] = Tensors.doubles(q.mean());
      scale[index++] = Tensors.doubles(q.standardDeviation());
    }
    for (int i = 0; i < 3; i++) {
      double sum = 0;
      for (int m2 = 0; m2 < 2; m2++) {
        for (int k = 0; k < 3; k++) {
          double density = 1 / 6.0;
          for (int d = 0; d < 2; d++) {
            double s = scale[m2][2 * k + d];
            double standard = (points[i][d] - mean[m2][2 * k + d]) / s;
            density *= Math.exp(-0.5 * standard * standard) / (s * Math.sqrt(2 * Math.PI));
          }
          sum += density;
        }
      }
      assertThat(log[i]).isCloseTo(Math.log(sum), within(1e-10));
    }
  }

  @Test
  void pseudoInputsAndEncodersLearnThroughIt() {
    ParameterStore store = new ParameterStore();
    MultimodalVae m = Priors.vae("{'kind': 'vamp', 'pseudo_inputs': 3}", store);
    Toy.allocate(store, 2);

    m.prior(null).logProb(Tensors.of(new double[] {0.2, -0.4}, 1, 2)).sum().backward();

    for (String path :
        new String[] {
          "prior.pseudo.a", "prior.pseudo.b", "modality.a.encoder", "modality.b.encoder"
        }) {
      assertThat(Toy.gradient(store, path)).as(path).isPositive();
    }
    assertThat(Toy.gradient(store, "modality.a.decoder")).isZero();
  }

  @Test
  void pixelsStayPixelsAndConditionsArePseudoToo() {
    Schema schema =
        new Schema(
            List.of(
                Modality.image("a", 1, 2, 2), new Modality("b", Modality.Kind.VECTOR, List.of(3L))),
            List.of("width", "height"));
    ParameterStore store = new ParameterStore();
    MultimodalVae m = Priors.vae("{'kind': 'vamp', 'pseudo_inputs': 50}", "normal", schema, store);
    Toy.allocate(store, 2);

    Batch u = ((VampPrior) m.sharedPrior().orElseThrow()).pseudoInputs();

    assertThat(Tensors.shape(u.of("a").value())).containsExactly(50, 1, 2, 2);
    assertThat(DoubleStream.of(Tensors.doubles(u.of("a").value()))).allMatch(v -> v > 0 && v < 1);
    assertThat(DoubleStream.of(Tensors.doubles(u.of("b").value()))).anyMatch(v -> v < 0);
    assertThat(Tensors.shape(java.util.Objects.requireNonNull(u.conditions())))
        .containsExactly(50, 2);
    Tensor condition = Tensors.of(new double[] {1, 2}, 1, 2);
    m.prior(condition).logProb(Tensors.of(new double[] {0, 0}, 2)).backward();
    assertThat(Toy.gradient(store, "prior.pseudo.condition")).isPositive();
  }

  @Test
  void generatesFromItsComponents() {
    ParameterStore store = new ParameterStore();
    MultimodalVae m = Priors.vae("{'kind': 'vamp', 'pseudo_inputs': 3}", store);
    Toy.allocate(store, 2);

    Latents z = m.fromPrior(4000, null, NOISE);

    assertThat(Tensors.shape(z.shared())).containsExactly(1, 4000, 2);
    double[] drawn = Tensors.doubles(z.shared().mean(0L, 1L));
    double[] mean = Tensors.doubles(m.prior(null).mean());
    // scales here are about 1 to 2, a standard error of 0.03
    assertThat(drawn).containsExactly(mean, within(0.12));
  }

  @Test
  void aSingleModalityHasOneComponentPerPseudoInput() {
    ParameterStore store = new ParameterStore();
    MultimodalVae m =
        Priors.vae(
            "{'kind': 'vamp', 'pseudo_inputs': 4}",
            "laplace",
            Schema.of(new Modality("a", Modality.Kind.VECTOR, List.of(2L))),
            store);
    Toy.allocate(store, 2);

    var p = (dev.omnivae.core.distribution.MixtureDistribution) m.prior(null);

    assertThat(Tensors.doubles(p.logWeights()))
        .containsExactly(
            new double[] {-Math.log(4), -Math.log(4), -Math.log(4), -Math.log(4)}, within(1e-12));
    assertThat(Tensors.item(p.logProb(Tensors.of(new double[] {0.1, 0.2}, 2)))).isFinite();
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> Priors.vae("{'kind': 'vamp', 'pseudo_inputs': 0}"))
        .isInstanceOf(InputException.class)
        .hasMessage("prior: pseudo_inputs must be at least 1, got 0; write pseudo_inputs: 500");
    Schema text = Schema.of(Modality.tokens("words", 8, new Letters(30)));
    assertThatThrownBy(() -> new VampPrior(text, 5, new ParameterStore().root(), "model.prior"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.prior must be for modalities of numbers, of which pseudo-inputs can be made, got"
                + " vamp with the tokens of 'words'; write prior: {kind: mixture}");
  }
}

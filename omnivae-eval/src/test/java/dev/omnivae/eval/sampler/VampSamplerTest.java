package dev.omnivae.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.data.Split;
import dev.omnivae.eval.ChainModel;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import dev.omnivae.eval.Told;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A VAE that was never trained, whose posteriors differ: heads of six times their first weights.
 */
class VampSamplerTest {
  private static final TinyDataset DATA = Tiny.pairs(true, 0, 1, 1, 0, 0.5f, 0.25f);

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

  private static Model model() {
    ParameterStore store = new ParameterStore();
    String side = "{\"network\": \"mlp\", \"encoder\": {\"hidden\": [8]}}";
    Model model =
        Models.create(
            Settings.parse(
                "{\"latent\": {\"shared\": 2, \"private\": {\"large\": 1}}, \"modalities\":"
                    + " {\"small\": %s, \"large\": %s}}".formatted(side, side)),
            Schema.of(Tiny.MODALITIES),
            store);
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, new Device("cpu"));
    try (NoGrad off = NoGrad.open();
        Scalar apart = new Scalar(6.0)) {
      store.all().stream()
          .filter(p -> p.path().endsWith("encoder.heads.weight"))
          .forEach(p -> p.tensor().mul_(apart));
    }
    return model;
  }

  private static Fitting fitting(Model model, int pseudoInputs, int steps) {
    FitSettings settings = new FitSettings(6, steps, 1, pseudoInputs, 1, 1);
    return new Fitting(model, DATA, settings, 1, line -> {});
  }

  private static Batch training() {
    return DATA.samples(Split.TRAIN).gather(0, new long[] {0, 1, 2, 3, 4, 5});
  }

  /** Mean over codes of the training samples of log 1/2 Σ_k q(z | u_k), of two pseudo-inputs. */
  private static double logLikelihood(Model model, Sampler sampler) {
    try (NoGrad off = NoGrad.open()) {
      Latents z = model.infer(training(), 200, Noise.of(3, 0, 0));
      Latents each = z.map(code -> code.flatten(0, 1).unsqueeze(1).expand(1_200, 2, code.size(2)));
      Map<String, Observation> inputs = new LinkedHashMap<>();
      for (String name : List.of("small", "large")) {
        Tensor raw = Stored.of(sampler.tensors(), "network." + name);
        inputs.put(name, Observation.of(raw.sigmoid()));
      }
      Batch batch = new Batch(inputs, null, null, Tensors.of(new long[] {0, 1}, 2));
      return Tensors.item(Tensors.logSumExp(model.logProposal(each, batch), 1).mean())
          - Math.log(2);
    }
  }

  @Test
  void drawsAreThoseOfThePosteriorsAtThePseudoInputs() {
    Model model = model();
    Sampler sampler = new VampSampler.Provider().fit(fitting(model, 6, 1));

    // a tenth of one step is one step: the pseudo-inputs are all but the six training samples
    Latents drawn = sampler.draw(20_000, Noise.of(2, 0, 0));

    Latents codes = model.infer(training(), 4_000, Noise.of(3, 0, 0));
    for (String name : List.of(Latents.SHARED, Latents.own("large"))) {
      double[] mean = Tensors.doubles(Tensors.mean(drawn.of(name), 0, 1));
      double[] expected = Tensors.doubles(Tensors.mean(codes.of(name), 0, 1));
      // deviations are below 2: a standard error of 0.02; pixels 0 and 1 start at 0.01 and 0.99
      assertThat(mean).as(name).containsExactly(expected, within(0.1));
    }
  }

  @Test
  void fittingMakesTheCodesLikelierAndLeavesTheModelAlone() {
    Model model = model();
    float[] before = Tensors.floats(model.parameters().values());

    double first = logLikelihood(model, new VampSampler.Provider().fit(fitting(model, 2, 1)));
    double later = logLikelihood(model, new VampSampler.Provider().fit(fitting(model, 2, 2_000)));

    assertThat(later).isGreaterThan(first); // the same draws: no error between them
    assertThat(Tensors.floats(model.parameters().values())).containsExactly(before);
    assertThat(model.parameters().all()).allMatch(p -> p.tensor().requires_grad());
  }

  @Test
  void aStoredOneDrawsTheSameBits() {
    Model model = model();
    Fitting fitting = fitting(model, 6, 20);
    Sampler fitted = new VampSampler.Provider().fit(fitting);
    Sampler restored = new VampSampler.Provider().restore(fitting, fitted.tensors());

    assertThat(Tensors.floats(restored.draw(9, Noise.of(5, 0, 0)).shared()))
        .containsExactly(Tensors.floats(fitted.draw(9, Noise.of(5, 0, 0)).shared()));
  }

  @Test
  void textHasNoPseudoInputs() {
    double[][] table = Told.table();
    Model text =
        new ChainModel(List.of(Told.IMAGE, Told.TEXT), new double[][][] {table, table}, f -> 0);
    TinyDataset data = Told.data(new float[] {0, 1}, "zero", "one");

    assertThatThrownBy(
            () -> new Samplers(List.of("vamp"), FitSettings.DEFAULT, 1, null).check(text, data))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "sampler vamp must be for modalities of numbers, of which pseudo-inputs can be made,"
                + " got the tokens of 'text'; write evaluation.samplers: [gmm]");
  }
}

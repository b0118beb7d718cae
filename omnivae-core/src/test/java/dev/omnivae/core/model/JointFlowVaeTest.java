package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

@OnEngine
final class JointFlowVaeTest {
  private static final String[] NAMES = {"a", "b", "c", "d"};
  private static final double[] MEANS = {0.5, -0.3, 1.1, 0.2};
  private static final double[] VARIANCES = {0.2, 0.4, 0.3, 0.5};

  private final ParameterStore store = new ParameterStore();

  private static Model model(ParameterStore store, String options) {
    List<Modality> modalities = new ArrayList<>();
    for (String name : NAMES) {
      modalities.add(new Modality(name, Modality.Kind.VECTOR, List.of(2L)));
    }
    return Models.create(
        Settings.parse(
            "{'kind': 'jnf', 'latent': {'shared': 1}, 'mcmc': {'burn_in': 20, 'steps': 15, 'leapfrog': 4, 'step_size': 0.2}%s}"
                .formatted(options)
                .replace('\'', '"')),
        Schema.of(modalities),
        store);
  }

  /** Unimodal experts N(MEANS, VARIANCES) whatever is seen, and flows that are the identity. */
  private JointFlowVae known() {
    JointFlowVae model = (JointFlowVae) model(store, ", 'flow': {'hidden': 3, 'layers': 1}");
    Toy.allocate(store, 1);
    try (NoGrad off = NoGrad.open()) {
      for (int m = 0; m < NAMES.length; m++) {
        String heads = "modality." + NAMES[m] + ".encoder.heads.";
        Toy.parameter(store, heads + "weight").tensor().zero_();
        Toy.parameter(store, heads + "bias")
            .tensor()
            .copy_(Tensors.of(new double[] {MEANS[m], Math.log(VARIANCES[m])}, 2));
      }
    }
    return model;
  }

  private static double mean(Tensor values) {
    return Tensors.item(values.mean());
  }

  private static double variance(Tensor values) {
    return mean(values.square()) - Math.pow(mean(values), 2);
  }

  @Test
  void severalModalitiesDivideByThePriorOncePerExpertButOne() {
    JointFlowVae model = known();
    Batch batch = Toy.batch(4, 2, NAMES);

    Tensor z = model.infer(batch.given(Set.of("a", "b", "c")), 1000, noise()).shared();

    // precisions 5 + 2.5 + 3.33 - 2 of the prior: dividing once would leave 9.83, not 8.83
    double precision = -2;
    double weighted = 0;
    for (int m = 0; m < 3; m++) {
      precision += 1 / VARIANCES[m];
      weighted += MEANS[m] / VARIANCES[m];
    }
    // 4000 chains: standard errors 0.0053 and 0.0025; 4 of them, where once would be 0.065 and
    // 0.0115 away
    assertThat(Tensors.shape(z)).containsExactly(1000, 4, 1);
    assertThat(mean(z)).isCloseTo(weighted / precision, within(0.022));
    assertThat(variance(z)).isCloseTo(1 / precision, within(0.0102));
  }

  @Test
  void oneModalityIsItsFlowAndNoneThePrior() {
    JointFlowVae model = known();
    // given x = u + 0.7 in the flow of b
    try (NoGrad off = NoGrad.open()) {
      Tensor bias = Toy.parameter(store, "flow.b.block1.out.bias").tensor();
      bias.narrow(0, 0, 1).add_(Tensors.scalar(0.7, bias));
    }
    Batch batch = Toy.batch(4, 2, NAMES);

    Tensor b = model.infer(batch.given(Set.of("b")), 1000, noise()).shared();
    Tensor none = model.infer(batch.given(Set.of()), 1000, noise()).shared();

    // 4000 draws: standard errors 0.01 and 0.009; 0.016 and 0.022
    assertThat(mean(b)).isCloseTo(MEANS[1] + 0.7, within(0.04));
    assertThat(variance(b)).isCloseTo(VARIANCES[1], within(0.036));
    assertThat(mean(none)).isCloseTo(0, within(0.064));
    assertThat(variance(none)).isCloseTo(1, within(0.09));
    // and their densities are known: of b the shifted expert, of nothing the prior
    double[] of =
        Tensors.doubles(
            model.logProposal(
                new Latents(java.util.Map.of(Latents.SHARED, b.narrow(0, 0, 1))),
                batch.given(Set.of("b"))));
    double z = Tensors.doubles(b)[0];
    double off = z - MEANS[1] - 0.7;
    assertThat(of[0])
        .isCloseTo(
            -0.5 * Math.log(2 * Math.PI * VARIANCES[1]) - 0.5 * off * off / VARIANCES[1],
            within(1e-9));
  }

  @Test
  void allModalitiesAreTheJointEncoder() {
    JointFlowVae model = known();
    Batch batch = Toy.batch(3, 2, NAMES);
    Latents z = model.infer(batch, 5, noise());

    Tensor log = model.logProposal(z, batch);

    Experts x = model.joint().encode(batch, Noise.of(0, 0, 0));
    var joint = model.joint().fusion().posterior(x);
    assertThat(Tensors.doubles(log))
        .containsExactly(
            Tensors.doubles(joint.logProb(z.shared().unsqueeze(1)).squeeze(1)), within(1e-12));
    // the same where availability is written out
    assertThat(Tensors.doubles(model.infer(batch.given(Set.of(NAMES)), 5, noise()).shared()))
        .containsExactly(Tensors.doubles(z.shared()));
  }

  @Test
  void samplesOfOneBatchMayHaveDifferentModalities() {
    JointFlowVae model = known();
    Batch all = Toy.batch(3, 2, NAMES);
    // given all, a alone, and a with b
    Batch batch = all;
    byte[][] there = {{1, 1, 1}, {1, 0, 1}, {1, 0, 0}, {1, 0, 0}};
    for (int m = 0; m < NAMES.length; m++) {
      batch = Toy.missing(batch, NAMES[m], there[m]);
    }

    Tensor z = model.infer(batch, 4000, noise()).shared();

    Tensor alone = z.select(1, 1);
    Tensor pair = z.select(1, 2);
    double precision = 1 / VARIANCES[0] + 1 / VARIANCES[1] - 1;
    double weighted = MEANS[0] / VARIANCES[0] + MEANS[1] / VARIANCES[1];
    assertThat(Tensors.doubles(z.select(1, 0)))
        .containsExactly(Tensors.doubles(model.infer(all, 4000, noise()).shared().select(1, 0)));
    // 4000 draws: four standard errors
    assertThat(mean(alone)).isCloseTo(MEANS[0], within(0.029));
    assertThat(mean(pair)).isCloseTo(weighted / precision, within(0.025));
    assertThat(variance(pair)).isCloseTo(1 / precision, within(0.014));
  }

  @Test
  void theDensityOfAProductIsRefused() {
    JointFlowVae model = known();
    Batch given = Toy.batch(2, 2, NAMES).given(Set.of("a", "b"));
    Latents z =
        new Latents(java.util.Map.of(Latents.SHARED, Tensors.zeros(ScalarType.Double, 1, 2, 1)));

    assertThatThrownBy(() -> model.logProposal(z, given))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the density of jnf's posterior must be asked for given one modality or all, got"
                + " several of them; its product of flows has no known constant");
  }

  @Test
  void everyDefaultIsWrittenIntoTheRecipe() {
    Settings settings = Settings.parse("{\"kind\": \"jnf\"}");

    Models.create(
        settings,
        Schema.of(
            new Modality("a", Modality.Kind.VECTOR, List.of(2L)),
            new Modality("b", Modality.Kind.VECTOR, List.of(2L))),
        new ParameterStore());

    assertThat(settings.tree().path("fusion").toString())
        .isEqualTo(
            "{\"name\":\"joint-encoder\",\"trunks\":\"own\",\"hidden\":[512,512],"
                + "\"activation\":\"relu\"}");
    assertThat(settings.tree().path("flow").toString())
        .isEqualTo("{\"kind\":\"maf\",\"blocks\":2,\"hidden\":128,\"layers\":3}");
    assertThat(settings.tree().path("mcmc").toString())
        .isEqualTo(
            "{\"steps\":100,\"leapfrog\":10,\"step_size\":0.01,\"burn_in\":0,\"acceptance\":0.8}");
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> model(store, ", 'fusion': 'mixture'"))
        .isInstanceOf(InputException.class)
        .hasMessage("fusion must be joint-encoder for kind jnf, got mixture; leave it out");
    assertThatThrownBy(
            () -> model(store, ", 'fusion': {'name': 'joint-encoder', 'trunks': 'shared'}"))
        .hasMessage(
            "fusion.trunks must be own for kind jnf, got shared; the joint encoder must stand still"
                + " while unimodal encoders are trained");
    assertThatThrownBy(() -> model(store, ", 'flow': {'kind': 'nsf'}"))
        .hasMessage(
            "flow: flow must be a known kind, got 'nsf'; did you mean 'iaf'? choices: iaf, maf");
    assertThatThrownBy(
            () ->
                Models.create(
                    Settings.parse("{\"kind\": \"jnf\", \"latent\": {\"private\": {\"a\": 2}}}"),
                    Schema.of(
                        new Modality("a", Modality.Kind.VECTOR, List.of(2L)),
                        new Modality("b", Modality.Kind.VECTOR, List.of(2L))),
                    new ParameterStore()))
        .hasMessage(
            "latent.private must be empty for kind jnf, got {\"a\":2}; its flows are over the"
                + " shared code");
  }

  private static Noise noise() {
    return Noise.of(9, 0, 0);
  }
}

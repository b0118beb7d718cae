package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Conditionals;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

@OnEngine
final class ConditionalVaeTest {
  private static final long MANY = 20000;
  private static final String[] NAMES = {"a", "b", "c"};

  private static ConditionalVae allocated(String more) {
    ParameterStore store = new ParameterStore();
    ConditionalVae model = Conditionals.model(store, more);
    Toy.allocate(store, 1);
    return model;
  }

  private static Batch batch() {
    return Toy.batch(3, 2, NAMES);
  }

  /** The batch with another value of one modality. */
  private static Batch changed(Batch batch, String modality) {
    Map<String, Observation> observations = new LinkedHashMap<>(batch.modalities());
    observations.put(modality, Observation.of(Tensors.plus(batch.of(modality).value(), 1)));
    return new Batch(observations, null, null, batch.ids());
  }

  private static double[] mean(Latents z) {
    return Tensors.doubles(z.shared().mean(0L));
  }

  @Test
  void givenTheConditioningModalitiesCodesComeFromThePriorNetwork() {
    ConditionalVae m = allocated("");
    Batch given = batch().given(Set.of("b", "c"));
    Factorised prior = (Factorised) m.encode(given).prior();

    Latents z = m.infer(given, MANY, Noise.of(1, 0, 0));

    double[] deviations = Tensors.doubles(prior.standardDeviation());
    double[] expected = Tensors.doubles(prior.mean());
    double[] drawn = mean(z);
    for (int i = 0; i < drawn.length; i++) {
      // five standard errors
      assertThat(drawn[i]).isCloseTo(expected[i], within(5 * deviations[i] / Math.sqrt(MANY)));
    }
    assertThat(Tensors.doubles(m.logProposal(z, given).select(0, 0)))
        .containsExactly(Tensors.doubles(prior.logProb(z.shared()).select(0, 0)), within(1e-12));
    // what fills the place of the main modality does not matter, what is given does
    Latents other = m.infer(changed(batch(), "a").given(Set.of("b", "c")), MANY, Noise.of(1, 0, 0));
    assertThat(mean(other)).containsExactly(drawn);
    Latents another =
        m.infer(changed(batch(), "c").given(Set.of("b", "c")), MANY, Noise.of(1, 0, 0));
    assertThat(Math.abs(mean(another)[0] - drawn[0])).isGreaterThan(1e-5);
  }

  @Test
  void givenAllTheyComeFromThePosterior() {
    ConditionalVae m = allocated("");
    Factorised posterior = m.encode(batch()).posterior();

    Latents z = m.infer(batch(), MANY, Noise.of(1, 0, 0));

    double[] deviations = Tensors.doubles(posterior.standardDeviation());
    double[] expected = Tensors.doubles(posterior.mean());
    double[] drawn = mean(z);
    for (int i = 0; i < drawn.length; i++) {
      assertThat(drawn[i]).isCloseTo(expected[i], within(5 * deviations[i] / Math.sqrt(MANY)));
    }
    assertThat(mean(m.infer(changed(batch(), "a"), MANY, Noise.of(1, 0, 0)))[0])
        .isNotCloseTo(drawn[0], within(1e-6));
  }

  @Test
  void whoHasTheMainModalityIsPerSample() {
    ConditionalVae m = allocated("");
    Batch some = Toy.missing(batch(), "a", (byte) 1, (byte) 0, (byte) 1);

    Tensor z = m.infer(some, 2, Noise.of(1, 0, 0)).shared();
    Tensor all = m.infer(batch(), 2, Noise.of(1, 0, 0)).shared();
    Tensor none = m.infer(batch().given(Set.of("b", "c")), 2, Noise.of(1, 0, 0)).shared();

    assertThat(Tensors.doubles(z.select(1, 0))).containsExactly(Tensors.doubles(all.select(1, 0)));
    assertThat(Tensors.doubles(z.select(1, 1))).containsExactly(Tensors.doubles(none.select(1, 1)));
  }

  @Test
  void withoutAPriorNetworkCodesAreStandardNormal() {
    ConditionalVae m = allocated(", 'prior': {'kind': 'standard'}");
    Batch given = batch().given(Set.of("b", "c"));

    Tensor z = m.infer(given, MANY, Noise.of(1, 0, 0)).shared();

    // five standard errors of the mean of MANY draws, and of their squares
    assertThat(Tensors.doubles(z.mean(0L))).hasSize(6);
    for (double mean : Tensors.doubles(z.mean(0L))) {
      assertThat(mean).isCloseTo(0, within(5 / Math.sqrt(MANY)));
    }
    for (double square : Tensors.doubles(z.square().mean(0L))) {
      assertThat(square).isCloseTo(1, within(5 * Math.sqrt(2.0 / MANY)));
    }
    assertThat(m.parameters().all().stream().map(Parameter::path))
        .noneMatch(path -> path.startsWith("prior"));
  }

  @Test
  void theDecoderSeesTheConditioningModalitiesBesideTheCode() {
    ConditionalVae m = allocated(", 'prior': {'kind': 'standard'}");
    Noise noise = Noise.of(1, 0, 0);
    Latents z = m.infer(batch().given(Set.of("b", "c")), 1, noise);
    Latents other = m.infer(changed(batch(), "b").given(Set.of("b", "c")), 1, noise);

    // the same codes, since the prior does not know what is given
    assertThat(Tensors.doubles(other.shared())).containsExactly(Tensors.doubles(z.shared()));
    double[] drawn = Tensors.doubles(m.decode("a", z, null, noise).mean());
    double[] elsewhere = Tensors.doubles(m.decode("a", other, null, noise).mean());
    assertThat(Math.abs(drawn[0] - elsewhere[0])).isGreaterThan(1e-4);
  }

  @Test
  void itGeneratesTheMainModalityFromAllItIsConditionedOn() {
    ConditionalVae m = allocated("");

    assertThat(m.main()).isEqualTo("a");
    assertThat(m.conditioning()).containsExactly("b", "c");
    assertThat(m.generates("a", Set.of("b", "c"))).isTrue();
    assertThat(m.generates("a", Set.of("a", "b", "c"))).isTrue();
    assertThat(m.generates("a", Set.of("b"))).isFalse();
    assertThat(m.generates("a", Set.of())).isFalse();
    assertThat(m.generates("b", Set.of("a", "c"))).isFalse();
  }

  @Test
  void someModalitiesMayBeLeftOut() {
    ParameterStore store = new ParameterStore();
    ConditionalVae m =
        Conditionals.model(
            store, ", 'conditional': {'main': 'c', 'given': ['a'], 'hidden': [5], 'context': 3}");
    Toy.allocate(store, 1);

    assertThat(m.modalities().stream().map(Modality::name)).containsExactly("a", "c");
    assertThat(m.generates("c", Set.of("a"))).isTrue();
    Latents z = m.infer(batch().given(Set.of("a")), 1, Noise.of(1, 0, 0));
    assertThat(Tensors.shape(m.decode("c", z, null, Noise.of(1, 0, 0)).mean()))
        .containsExactly(1, 3, 2);
    assertThat(store.all().stream().map(Parameter::path)).noneMatch(p -> p.contains("modality.b"));
  }

  @Test
  void jointAndProposalAreTheConditionalBound() {
    ConditionalVae m = allocated("");
    Latents z = m.infer(batch(), 2, Noise.of(1, 0, 0));
    ConditionalVae.Encoded x = m.encode(batch());

    double[] joint = Tensors.doubles(m.logJoint(z, batch()));
    double[] proposal = Tensors.doubles(m.logProposal(z, batch()));

    double[] likelihood =
        Tensors.doubles(m.decode("a", z, null, Noise.of(1, 0, 0)).logProb(batch().of("a").value()));
    double[] prior = Tensors.doubles(x.prior().logProb(z.shared()));
    double[] posterior = Tensors.doubles(x.posterior().logProb(z.shared()));
    for (int i = 0; i < 6; i++) {
      assertThat(joint[i]).isCloseTo(prior[i] + likelihood[i], within(1e-12));
      assertThat(proposal[i]).isCloseTo(posterior[i], within(1e-12));
    }
  }

  @Test
  void chainsMoveTheCodeAndNotWhatIsGiven() {
    ConditionalVae m = allocated("");
    Tensor known = batch().of("a").value().gt(Tensors.scalar(0, batch().of("a").value()));
    Map<String, Observation> observations = new LinkedHashMap<>(batch().modalities());
    observations.put("a", new Observation(batch().of("a").value(), null, known));
    Batch partial = new Batch(observations, null, null, batch().ids());
    Latents start = m.infer(partial, 1, Noise.of(1, 0, 0));

    Latents z = new Inpainter(m, HmcSettings.PIXELS).infer(partial, Noise.of(1, 0, 0));

    assertThat(Tensors.doubles(z.of(Latents.GIVEN)))
        .containsExactly(Tensors.doubles(start.of(Latents.GIVEN)));
    assertThat(Tensors.doubles(z.shared())).isNotEqualTo(Tensors.doubles(start.shared()));
    assertThat(m.decode("a", z, null, Noise.of(1, 0, 0)).mean().isfinite().all().item_bool())
        .isTrue();
  }

  @Test
  void whatItCannotDoIsOneLine() {
    ConditionalVae m = allocated("");
    Noise noise = Noise.of(1, 0, 0);

    assertThatThrownBy(() -> m.infer(batch().given(Set.of("a", "b")), 1, noise))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "what a conditional model is given must be all of [b, c], got samples without c; give"
                + " them, or train another model.kind");
    assertThatThrownBy(() -> m.fromPrior(3, null, noise))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "what a conditional model is given must be all of [b, c], got nothing; sample with"
                + " --mode conditional --given b,c");
    assertThatThrownBy(() -> m.decode("b", m.infer(batch(), 1, noise), null, noise))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "what a conditional model generates must be a, got b; it is one of those it is given");
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(
            () -> Conditionals.model(new ParameterStore(), ", 'conditional': {'main': 'd'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "conditional must name modalities of the data set, got 'd'; did you mean 'a'? choices:"
                + " a, b, c");
    assertThatThrownBy(
            () -> Conditionals.model(new ParameterStore(), ", 'conditional': {'given': ['a']}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "conditional.given must be at least one modality other than the main one, got [a];"
                + " leave it out for all others than a");
    assertThatThrownBy(
            () -> Conditionals.model(new ParameterStore(), ", 'conditional': {'context': 0}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "conditional: hidden and context must be widths of at least 1, got [512, 512] and 0;"
                + " write hidden: [512, 512], context: 64");
    assertThatThrownBy(() -> Conditionals.model(new ParameterStore(), ", 'fusion': 'mixture'"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("recipe must be a known key, got 'fusion'; ");
    assertThatThrownBy(
            () -> Conditionals.model(new ParameterStore(), ", 'latent': {'private': {'a': 2}}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "model.latent.private must be empty for kind conditional, got {a=2}; leave it out");
  }
}

package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Hierarchies;
import dev.omnivae.core.testing.Toy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Nexus answers to whoever knows only {@link Model}. */
final class NexusVaeTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-12);
  private Scope scope;
  private NoGrad off;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @BeforeEach
  void open() {
    scope = Scope.open();
    off = NoGrad.open();
  }

  @AfterEach
  void close() {
    off.close();
    scope.close();
  }

  private static NexusVae model(String generate) {
    ParameterStore store = new ParameterStore();
    NexusVae model =
        (NexusVae)
            Hierarchies.model(
                store,
                "'kind': 'nexus', 'latent': {'shared': 3, 'private': {'a': 2, 'b': 1}}, 'top':"
                    + " {'hidden': [4], 'decoder': [], 'generate': '%s'}".formatted(generate),
                "a",
                "b");
    Toy.allocate(store, 1);
    return model;
  }

  @Test
  void whatWasSeenIsDecodedFromItsOwnCodeTheRestFromTheTop() {
    NexusVae model = model("mean");
    Batch batch = Toy.batch(4, 2, "a", "b").given(Set.of("a"));

    Latents z = model.infer(batch, 5, Noise.of(3, 0, 0));

    assertThat(z.codes()).containsOnlyKeys("shared", "own.a", "own.b");
    assertThat(Tensors.shape(z.shared())).containsExactly(5, 4, 3);
    assertThat(Tensors.shape(z.of("own.a"))).containsExactly(5, 4, 2);
    same(z.of("own.b"), model.down("b", z.shared()));
    assertThat(Tensors.doubles(z.of("own.a")))
        .isNotEqualTo(Tensors.doubles(model.down("a", z.shared())));
    Tensor other = Tensors.times(z.of("own.b"), 2);
    Map<String, Tensor> moved = new LinkedHashMap<>(z.codes());
    moved.put("own.b", other);
    same(decoded(model, "a", new Latents(moved)), decoded(model, "a", z));
    assertThat(Tensors.doubles(decoded(model, "b", new Latents(moved))))
        .isNotEqualTo(Tensors.doubles(decoded(model, "b", z)));
  }

  private static Tensor decoded(NexusVae model, String name, Latents z) {
    return model.decode(name, z, null, Noise.of(0, 0, 0)).mean();
  }

  @Test
  void inferenceFromOneModalityIgnoresTheOther() {
    NexusVae model = model("sample");
    Batch one = Toy.batch(4, 2, "a", "b");
    Map<String, Observation> changed = new LinkedHashMap<>(one.modalities());
    changed.put("b", Toy.batch(4, 9, "a", "b").of("b"));
    Batch other = new Batch(changed, null, null, one.ids());

    Latents first = model.infer(one.given(Set.of("a")), 2, Noise.of(3, 0, 0));
    Latents second = model.infer(other.given(Set.of("a")), 2, Noise.of(3, 0, 0));

    first.codes().forEach((name, code) -> same(code, second.of(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "sample"})
  void theCodeOfWhatIsMissingCancels(String generate) {
    // given b missing, joint over proposal is that of the model of a alone, at the same codes
    NexusVae model = model(generate);
    ParameterStore store = new ParameterStore();
    NexusVae alone =
        (NexusVae)
            Hierarchies.model(
                store,
                "'kind': 'nexus', 'latent': {'shared': 3, 'private': {'a': 2}}, 'top': {'hidden':"
                    + " [4], 'decoder': []}",
                "a");
    Toy.allocate(store, 1);
    Batch batch = Toy.batch(4, 2, "a", "b").given(Set.of("a"));
    Latents z = model.infer(batch, 5, Noise.of(3, 0, 0));

    Tensor ratio = model.logJoint(z, batch).sub(model.logProposal(z, batch));

    assertThat(Tensors.shape(ratio)).containsExactly(5, 4);
    same(ratio, alone.logJoint(z, batch).sub(alone.logProposal(z, batch)));
  }

  @Test
  void theJointIsThatOfTheModelThatGenerates() {
    NexusVae model = model("mean");
    Batch batch = Toy.batch(1, 2, "a", "b");
    Latents z = model.infer(batch, 1, Noise.of(3, 0, 0));

    double expected = 0;
    for (double v : Tensors.doubles(z.shared())) {
      expected += Hierarchies.normal(v, 0, 0);
    }
    for (String name : new String[] {"a", "b"}) {
      double[] code = Tensors.doubles(z.of("own." + name));
      double[] down = Tensors.doubles(model.down(name, z.shared()));
      for (int d = 0; d < code.length; d++) {
        expected += Hierarchies.normal(code[d], down[d], 0);
      }
      double[] x = Tensors.doubles(batch.of(name).value());
      double[] mean = Tensors.doubles(decoded(model, name, z));
      for (int i = 0; i < 2; i++) {
        expected += Hierarchies.normal(x[i], mean[i], 2 * Math.log(0.75));
      }
    }

    assertThat(Tensors.item(model.logJoint(z, batch))).isCloseTo(expected, EXACT);
  }

  @Test
  void thePriorGeneratesFromTheTop() {
    NexusVae model = model("mean");

    Latents z = model.fromPrior(6, null, Noise.of(3, 0, 0));

    assertThat(Tensors.shape(z.shared())).containsExactly(1, 6, 3);
    same(z.of("own.a"), model.down("a", z.shared()));
    same(z.of("own.b"), model.down("b", z.shared()));
    Latents drawn = model("sample").fromPrior(10_000, null, Noise.of(3, 0, 0));
    Tensor noise = drawn.of("own.b").sub(model.down("b", drawn.shared()));
    // unit variance: the standard error of 10,000 squares is 0.014
    assertThat(Tensors.item(noise.square().mean())).isCloseTo(1, within(0.06));
  }

  @Test
  void nothingGivenIsThePrior() {
    NexusVae model = model("mean");
    Batch batch = Toy.batch(4, 2, "a", "b").given(Set.of());

    Latents z = model.infer(batch, 5, Noise.of(3, 0, 0));

    Tensor ratio = model.logJoint(z, batch).sub(model.logProposal(z, batch));
    assertThat(Tensors.doubles(ratio)).containsOnly(new double[] {0}, EXACT);
  }

  private static void same(Tensor a, Tensor b) {
    assertThat(Tensors.doubles(a)).containsExactly(Tensors.doubles(b), EXACT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{kind: nexus, latent: {private: {mnist: 4}}} | model.latent.private.svhn must be at least 1 for kind nexus: it is the width of the modality's own code, got 0; write private: 16",
        "{kind: nexus, latent: {private: 4}, top: {message: 0}} | top: message must be at least 1, got 0; write message: 10",
        "{kind: nexus, latent: {private: 4}, top: {hidden: [0]}} | top: hidden must be widths of at least 1, got [0]; write hidden: [512]",
        "{kind: nexus, latent: {private: 4}, top: {generate: mode}} | top: generate must be mean or sample, got 'mode'; write generate: mean",
        "{kind: nexus, latent: {private: 4}, top: {adaptive: [svnh]}} | top.adaptive must name modalities of the data set, got 'svnh'; did you mean 'svhn'?",
        "{kind: nexus, latent: {private: 4, generate: auxiliary}} | model.latent.generate must be prior for kind nexus, got auxiliary; see top.generate",
        "{kind: nexus, fusion: mixture} | recipe must be a known key, got 'fusion'",
      })
  void wrongModelsAreOneLineEach(String settings, String message) {
    Schema both = Schema.of(Modality.image("mnist", 1, 28, 28), Modality.image("svhn", 3, 32, 32));
    Settings parsed = ModelSettingsText.parse(settings);
    assertThatThrownBy(() -> Models.create(parsed, both, new ParameterStore()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}

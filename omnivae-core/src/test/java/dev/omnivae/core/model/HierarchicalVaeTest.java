package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Hierarchies;
import dev.omnivae.core.testing.Toy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hierarchy answers to whoever knows only {@link Model}. */
final class HierarchicalVaeTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-12);
  private static final String PERCEPTRON =
      "{kind: mhvae, latent: {shared: 2}, hierarchy: {hidden: 5}}";
  private static final String CONV =
      "{kind: mhvae, latent: {shared: 2}, hierarchy: {blocks: conv, filters: 2, hidden: 5}}";
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

  private static HierarchicalVae images(String settings) {
    Schema schema =
        new Schema(
            List.of(Modality.image("a", 1, 9, 6), Modality.image("b", 3, 9, 6)), List.of("age"));
    ParameterStore store = new ParameterStore();
    HierarchicalVae model =
        (HierarchicalVae) Models.create(ModelSettingsText.parse(settings), schema, store);
    Toy.allocate(store, 1);
    return model;
  }

  private static Batch batch(double age) {
    Tensor like = Tensors.of(new double[] {0}, 1);
    Map<String, Observation> x = new LinkedHashMap<>();
    x.put("a", Observation.of(Noise.of(1, 0, 0).uniform(like, 4, 1, 9, 6)));
    x.put("b", Observation.of(Noise.of(2, 0, 0).uniform(like, 4, 3, 9, 6)));
    return new Batch(
        x, Tensors.full(age, ScalarType.Double, 4, 1), null, Tensors.zeros(ScalarType.Long, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {PERCEPTRON + "| 8 | 4", CONV + "| 30 | 24"}) // conv: 2 x 5 x 3 and 4 x 3 x 2
  void everyLevelHasItsCode(String settings, long lowest, long middle) {
    HierarchicalVae model = images(settings);

    Latents z = model.infer(batch(0), 3, Noise.of(3, 0, 0));

    assertThat(z.codes()).containsOnlyKeys("shared", "level.2", "level.1");
    assertThat(Tensors.shape(z.shared())).containsExactly(3, 4, 2);
    assertThat(Tensors.shape(z.of("level.2"))).containsExactly(3, 4, middle);
    assertThat(Tensors.shape(z.of("level.1"))).containsExactly(3, 4, lowest);
    Tensor decoded = model.decode("b", z, null, Noise.of(0, 0, 0)).mean();
    assertThat(Tensors.shape(decoded)).containsExactly(3, 4, 3, 9, 6);
    assertThat(Tensors.shape(model.logJoint(z, batch(0)))).containsExactly(3, 4);
    assertThat(Tensors.shape(model.logProposal(z, batch(0)))).containsExactly(3, 4);
    Latents drawn = model.fromPrior(5, null, Noise.of(3, 0, 0));
    assertThat(Tensors.shape(drawn.of("level.1"))).containsExactly(1, 5, lowest);
  }

  @ParameterizedTest
  @ValueSource(strings = {PERCEPTRON, CONV})
  void inferenceFromOneModalityIgnoresTheOther(String settings) {
    HierarchicalVae model = images(settings);
    Map<String, Observation> changed = new LinkedHashMap<>(batch(0).modalities());
    changed.put("b", Observation.of(Tensors.times(batch(0).of("b").value(), -3)));
    Batch other = new Batch(changed, null, null, batch(0).ids());

    Latents first = model.infer(batch(0).given(Set.of("a")), 2, Noise.of(3, 0, 0));
    Latents second = model.infer(other.given(Set.of("a")), 2, Noise.of(3, 0, 0));

    first.codes().forEach((name, code) -> same(code, second.of(name)));
    assertThat(Tensors.doubles(model.infer(other, 2, Noise.of(3, 0, 0)).shared()))
        .isNotEqualTo(Tensors.doubles(first.shared()));
  }

  @ParameterizedTest
  @ValueSource(strings = {PERCEPTRON, CONV})
  void nothingGivenIsThePrior(String settings) {
    HierarchicalVae model = images(settings);
    Batch none = batch(0).given(Set.of());

    Latents z = model.infer(none, 2, Noise.of(3, 0, 0));

    Tensor ratio = model.logJoint(z, none).sub(model.logProposal(z, none));
    assertThat(Tensors.doubles(ratio)).containsOnly(new double[] {0}, EXACT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"complete", "partial"})
  void oneLevelIsTheProductOfExpertsWithThePrior(String data) {
    // given parameters that start the same by path
    ParameterStore store = new ParameterStore();
    String one = "'kind': 'mhvae', 'latent': {'shared': 3}, 'hierarchy': {'levels': 1, 'clamp': 0}";
    Model hierarchy = Hierarchies.model(store, one, "a", "b");
    Toy.allocate(store, 1);
    ParameterStore plainStore = new ParameterStore();
    Model plain =
        Hierarchies.model(
            plainStore,
            "'kind': 'multimodal', 'latent': {'shared': 3}, 'fusion': {'name': 'product', 'prior':"
                + " true}",
            "a",
            "b");
    Toy.allocate(plainStore, 1);
    assertThat(store.all().stream().map(Parameter::path))
        .containsExactlyElementsOf(plainStore.all().stream().map(Parameter::path).toList());
    Batch batch = Toy.batch(4, 2, "a", "b");
    batch =
        data.equals("complete")
            ? batch
            : Toy.missing(batch, "b", (byte) 1, (byte) 0, (byte) 1, (byte) 0);

    Latents z = hierarchy.infer(batch, 5, Noise.of(3, 0, 0));
    Latents expected = plain.infer(batch, 5, Noise.of(3, 0, 0));

    same(z.shared(), expected.shared());
    same(hierarchy.logJoint(z, batch), plain.logJoint(z, batch));
    same(hierarchy.logProposal(z, batch), plain.logProposal(z, batch));
  }

  @Test
  void posteriorsOfALevelMayBeShared() {
    HierarchicalVae own = images(PERCEPTRON);
    HierarchicalVae shared =
        images(PERCEPTRON.replace("hidden: 5", "hidden: 5, share_posteriors: true"));

    assertThat(paths(own))
        .contains("modality.a.posterior1.fc1.weight")
        .noneMatch(p -> p.startsWith("level1.posterior"));
    assertThat(paths(shared))
        .contains("level1.posterior.fc1.weight")
        .noneMatch(p -> p.contains("a.posterior"));
    assertThat(Tensors.shape(shared.infer(batch(0), 1, Noise.of(3, 0, 0)).of("level.1")))
        .containsExactly(1, 4, 8);
  }

  private static List<String> paths(Model model) {
    return model.parameters().all().stream().map(Parameter::path).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {PERCEPTRON, CONV})
  void conditionsReachEveryEncoderAndDecoder(String settings) {
    HierarchicalVae model =
        images(settings.replace("kind: mhvae,", "kind: mhvae, condition: [age],"));

    Latents young = model.infer(batch(0), 1, Noise.of(3, 0, 0));
    Latents old = model.infer(batch(3), 1, Noise.of(3, 0, 0));

    assertThat(Tensors.doubles(old.shared())).isNotEqualTo(Tensors.doubles(young.shared()));
    assertThat(decoded(model, young, 3)).isNotEqualTo(decoded(model, young, 0));
  }

  private static double[] decoded(Model model, Latents z, double age) {
    return Tensors.doubles(model.decode("a", z, batch(age).conditions(), Noise.of(0, 0, 0)).mean());
  }

  private static void same(Tensor a, Tensor b) {
    assertThat(Tensors.doubles(a)).containsExactly(Tensors.doubles(b), EXACT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{kind: mhvae, hierarchy: {levels: 0}} | hierarchy: levels must be at least 1, got 0; write levels: 3",
        "{kind: mhvae, hierarchy: {blocks: cnv}} | hierarchy: blocks must be perceptron or conv, got 'cnv'; write blocks: perceptron",
        "{kind: mhvae, hierarchy: {blocks: conv, levels: 1}} | hierarchy: levels must be at least 2 with blocks conv, got 1; write blocks: perceptron",
        "{kind: mhvae, hierarchy: {widths: [4]}} | hierarchy: widths must be one for each level but the deepest, 2, got [4]; leave it out, or write them from the data upwards",
        "{kind: mhvae, hierarchy: {widths: [4, 0]}} | hierarchy: widths must be at least 1 each, got [4, 0]; leave it out for the default",
        "{kind: mhvae, hierarchy: {hidden: 0}} | hierarchy: hidden and filters must be at least 1, got 0 and 32; write hidden: 128, filters: 32",
        "{kind: mhvae, hierarchy: {clamp: -1}} | hierarchy: clamp must be at least 0, got -1.0; write clamp: 10, or 0 for none",
        "{kind: mhvae, hierarchy: {blocks: conv}} | modalities must be images of one size for blocks conv, got mnist image[1, 28, 28] and svhn image[3, 32, 32]; write blocks: perceptron",
        "{kind: mhvae, latent: {private: 4}} | model.latent.private must be empty for kind mhvae, got {",
        "{kind: mhvae, latent: {family: laplace}} | model.latent.family must be normal for kind mhvae, which multiplies experts, got laplace; write family: normal",
        "{kind: mhvae, prior: standard} | recipe must be a known key, got 'prior'",
      })
  void wrongModelsAreOneLineEach(String settings, String message) {
    Schema both = Schema.of(Modality.image("mnist", 1, 28, 28), Modality.image("svhn", 3, 32, 32));
    assertThatThrownBy(
            () -> Models.create(ModelSettingsText.parse(settings), both, new ParameterStore()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void convolutionsHaveNetworksOfTheirOwn() {
    assertThatThrownBy(
            () ->
                images(
                    CONV.replace(
                        "kind: mhvae,", "kind: mhvae, modalities: {b: {encoder: {filters: 4}}},")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "modalities.b.encoder must be empty with hierarchy.blocks conv, which has networks of"
                + " its own, got {\"filters\":4}; leave it out");
  }
}

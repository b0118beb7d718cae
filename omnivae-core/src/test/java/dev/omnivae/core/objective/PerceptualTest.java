package dev.omnivae.core.objective;

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
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.network.image.FeatureNetwork;
import dev.omnivae.core.network.image.FeatureSource;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Toy;
import dev.omnivae.core.testing.ToyVgg;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PerceptualTest {
  private static final Modality IMAGE = Modality.image("image", 3, 8, 8);
  private static final Modality MARKS =
      new Modality("marks", Modality.Kind.ATTRIBUTES, List.of(3L));
  private static final ToyVgg VGG = ToyVgg.of(7, 2, 2, 3);

  @TempDir private static Path folder;
  private static Path file = Path.of("");
  private Scope scope;

  @BeforeAll
  static void start() {
    Engine.start(1);
    file = VGG.safetensors(folder.resolve("vgg.safetensors"));
  }

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Model model(ParameterStore store) {
    String json =
        """
        {"latent": {"shared": 2, "private": {"image": 1}}, "fusion": "mixture", "modalities": {
           "image": {"network": "resnet", "encoder":
             {"filters": 2, "hidden": 3, "attention": [], "smallest": 4, "norm": "none"}},
           "marks": {"network": "attributes", "encoder": {"hidden": [3]}}}}
        """;
    return Models.create(Settings.parse(json), new Schema(List.of(IMAGE, MARKS), List.of()), store);
  }

  private static Run run(String more) {
    return new Run(
        PerceptualTest::model,
        "{'name': 'perceptual', 'weights': '%s', 'layers': ['relu1_2', 'relu2_1'] %s}"
            .formatted(file, more));
  }

  private static Batch batch() {
    Tensor like = Tensors.of(new double[] {0}, 1);
    Map<String, Observation> observations = new LinkedHashMap<>();
    observations.put("image", Observation.of(Noise.of(2, 0, 0).uniform(like, 3, 3, 8, 8)));
    Tensor marks = Tensors.of(new double[] {1, 0, 1, 0, 0, 1, 1, 1, 0}, 3, 3);
    observations.put("marks", Observation.of(marks));
    return new Batch(observations, null, null, Tensors.of(new long[] {0, 1, 2}, 3));
  }

  @Test
  void itIsTheDistanceThatAPlainComputationFinds() {
    Run run = run("");
    MultimodalVae m = run.model().multimodal().orElseThrow();
    Noise noise = Noise.of(4, 0, 0).inTraining();
    Step<MultimodalVae> step = new Step<>(m, null, batch(), noise, new Clock(0, 0, 0, 100), true);
    Experts x = step.experts();
    var draws = m.draw(m.fusion().posterior(x), x, 1, PrivateCodes.PRIOR, noise);
    Tensor made = step.decoded("image", draws.latents()); // (component, batch, ...)

    double all = 0;
    double own = 0;
    for (int sample = 0; sample < 3; sample++) {
      var real = features(batch().of("image").value().select(0, sample));
      for (int component = 0; component < 2; component++) {
        var seen = features(made.select(0, component).select(0, sample));
        double distance = distance(seen, real, 1) + distance(seen, real, 2);
        all += distance / 6;
        own += component == 0 ? distance / 3 : 0;
      }
    }

    // sums of some hundred products in another order
    assertThat(run.value(batch(), 4)).isCloseTo(all, within(1e-10));
    assertThat(run(", 'given': 'own'").value(batch(), 4)).isCloseTo(own, within(1e-10));
  }

  private static List<double[][][]> features(Tensor image) {
    return VGG.features(ToyVgg.planes(Tensors.doubles(image), 3, 8, 8));
  }

  private static double distance(List<double[][][]> a, List<double[][][]> b, int layer) {
    double[] left = ToyVgg.flat(a.get(layer));
    double[] right = ToyVgg.flat(b.get(layer));
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += (left[i] - right[i]) * (left[i] - right[i]);
    }
    return sum / left.length;
  }

  @Test
  void itsGradientIsThatOfItsValue() {
    run("").checkGradient(batch(), 1);
  }

  @Test
  void theImagesOwnExpertAloneIsMovedWhereAskedFor() {
    Run all = run("");
    all.gradient(batch(), 1);
    assertThat(Toy.gradient(all.store(), "modality.marks.encoder")).isPositive();

    Run own = run(", 'given': 'own'");
    own.gradient(batch(), 1);
    assertThat(Toy.gradient(own.store(), "modality.image.encoder")).isPositive();
    assertThat(Toy.gradient(own.store(), "modality.image.decoder")).isPositive();
    assertThat(Toy.gradient(own.store(), "modality.marks")).isZero();
  }

  @Test
  void theNetworkIsNoPartOfTheModel() {
    Run run = run("");
    run.gradient(batch(), 1);

    assertThat(run.store().all())
        .extracting(Parameter::path)
        .allMatch(p -> p.startsWith("modality."));
    assertThat(run.objective().state()).isEmpty();
    assertThat(run.objective().scalars()).isEmpty();
  }

  @Test
  void aSampleWithoutTheImageAndUnknownPixelsCountForNothing() {
    Batch lacking = Toy.missing(batch(), "image", (byte) 1, (byte) 0, (byte) 1);
    Tensor spoilt = batch().of("image").value().clone();
    spoilt.narrow(0, 1, 1).fill_(new org.bytedeco.pytorch.Scalar(Double.NaN));
    Batch hidden =
        lacking.with("image", new Observation(spoilt, lacking.of("image").available(), null));
    Run run = run("");
    assertThat(run.value(hidden, 1)).isFinite().isEqualTo(run.value(lacking, 1));
    assertThat(run.gradient(hidden, 1)).doesNotContain(Double.NaN);

    Tensor known = batch().of("image").value().gt(new org.bytedeco.pytorch.Scalar(0.4));
    Tensor other = batch().of("image").value().add(known.logical_not().to(spoilt.scalar_type()));
    // the image's encoder sees all pixels, so only what the attributes' code makes must agree
    Batch first = only(batch().of("image").value(), known);
    Batch second = only(other, known);
    assertThat(run.value(first, 1)).isNotEqualTo(run.value(batch(), 1));
    assertThat(ofMarks(run, second)).isCloseTo(ofMarks(run, first), within(1e-9)); // sums alone
  }

  private static Batch only(Tensor pixels, Tensor known) {
    return batch().with("image", new Observation(pixels, null, known));
  }

  /** Twice the mean over both components, less the image's own. */
  private static double ofMarks(Run run, Batch batch) {
    return 2 * run.value(batch, 1) - run(", 'given': 'own'").value(batch, 1);
  }

  @Test
  void withoutWeightsTheJudgeOfTheDataIsAskedAndTheUserTold() {
    List<String> said = new ArrayList<>();
    FeatureNetwork judge = images -> List.of(images);
    FeatureSource outside =
        new FeatureSource() {
          @Override
          public Optional<Path> file(String name) {
            return Optional.empty();
          }

          @Override
          public Optional<FeatureNetwork> oracle(Modality modality, Consumer<String> say) {
            return Optional.of(judge);
          }
        };
    ParameterStore store = new ParameterStore();
    Settings settings =
        Settings.parse("{\"objective\": {\"name\": \"perceptual\", \"weights\": \"vgg16.pth\"}}");

    Objective<Model> term = Objectives.create(settings, model(store), store.root(), outside);
    term.prepare(said::add);

    assertThat(said)
        .containsExactly(
            "perceptual: images are compared by features of the network that judges 'image': there"
                + " is no file 'vgg16.pth' of a VGG16");
    assertThat(settings.tree().at("/objective/features").asText()).isEqualTo("oracle");
  }

  @Test
  void whatMakesNoSenseIsOneLine() {
    assertRefused(
        "'layers': ['relu6_1']",
        "objective.layers must name layers of VGG16, got 'relu6_1'; did you mean 'relu1_1'?");
    assertRefused(
        "'layers': []", "objective.layers must be at least one layer, got none; write [relu3_3]");
    assertRefused(
        "'modality': 'marks'",
        "objective.modality must be one of images, got 'marks'; choices: image");
    assertThatThrownBy(() -> prepared("'features': 'oracle'"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for data with labels or attributes, or with weights, when it is"
                + " perceptual, got neither; name a file with weights: vgg16.pth, or leave the term"
                + " out");
    assertThatThrownBy(() -> prepared("'features': 'vgg16', 'weights': 'gone.pth'"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.weights must be a file where features are vgg16, got none at 'gone.pth'; put"
                + " it there, or write features: oracle");
    assertThatThrownBy(
            () -> new Run(store -> Toy.plain().model(store, "a", "b"), "{'name': 'perceptual'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a model of images, got one without; leave the term out");
  }

  private static void prepared(String more) {
    new Run(PerceptualTest::model, "{'name': 'perceptual', %s}".formatted(more))
        .objective()
        .prepare(line -> {});
  }

  private static void assertRefused(String more, String line) {
    assertThatThrownBy(() -> prepared(more))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(line);
  }
}

package dev.omnivae.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelsTest {
  private static final Schema BOTH =
      Schema.of(Modality.image("mnist", 1, 28, 28), Modality.image("svhn", 3, 32, 32));

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void everyDefaultIsWrittenIntoTheRecipe() {
    try (Scope scope = Scope.open()) {
      Settings settings = Settings.parse("{}");

      Models.create(settings, BOTH, new ParameterStore());

      assertThat(settings.tree().toString())
          .isEqualTo(
              """
              {"kind":"multimodal",\
              "latent":{"family":"normal","scale":"exp","shared":20,"private":{},"total":0,"generate":"prior"},\
              "condition":{"columns":[],"hidden":128,"width":256},\
              "modalities":{\
              "mnist":{"encoder":{"filters":32,"kernels":[4],"activation":"relu","output":"auto"},\
              "decoder":{"filters":32,"kernels":[4],"activation":"relu","output":"auto"},\
              "network":"conv","likelihood":"laplace","scale":0.75,"weight":"auto","trunks":"one",\
              "initial":{"weights":"default","biases":"default"},\
              "corruption":{"kind":"none","level":0.0}},\
              "svhn":{"encoder":{"filters":32,"kernels":[4],"activation":"relu","output":"auto"},\
              "decoder":{"filters":32,"kernels":[4],"activation":"relu","output":"auto"},\
              "network":"conv","likelihood":"laplace","scale":0.75,"weight":"auto","trunks":"one",\
              "initial":{"weights":"default","biases":"default"},\
              "corruption":{"kind":"none","level":0.0}}},\
              "fusion":{"name":"mixture"},"prior":{"kind":"standard"}}\
              """);
    }
  }

  @Test
  void aResolvedRecipeBuildsTheSameModelAgain() {
    try (Scope scope = Scope.open()) {
      Settings settings =
          ModelSettingsText.parse("{modalities: {mnist: {encoder: {network: mlp}}}}");
      ParameterStore first = new ParameterStore();
      Models.create(settings, BOTH, first);
      String resolved = settings.tree().toString();
      ParameterStore second = new ParameterStore();

      Models.create(settings, BOTH, second);

      assertThat(settings.tree().toString()).isEqualTo(resolved);
      assertThat(second.all().stream().map(p -> p.path()).toList())
          .isEqualTo(first.all().stream().map(p -> p.path()).toList());
    }
  }

  @Test
  void onePrivateNumberIsThatOfEveryModality() {
    try (Scope scope = Scope.open()) {
      Settings settings = ModelSettingsText.parse("{latent: {shared: 16, private: 16, total: 32}}");
      ParameterStore store = new ParameterStore();

      Models.create(settings, BOTH, store);

      assertThat(settings.tree().at("/latent/private").toString())
          .isEqualTo("{\"mnist\":16,\"svhn\":16}");
      assertThat(store.all().stream().map(p -> p.path()))
          .contains("modality.mnist.auxiliary.raw_scale", "modality.svhn.auxiliary.raw_scale");
    }
  }

  @Test
  void encoderAndDecoderMayDiffer() {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();

      Models.create(
          ModelSettingsText.parse(
              "{modalities: {mnist: {network: mlp, encoder: {network: conv}}}}"),
          BOTH,
          store);

      assertThat(store.all().stream().map(p -> p.path()))
          .contains("modality.mnist.encoder.conv1.weight", "modality.mnist.decoder.fc1.weight");
    }
  }

  @Test
  void factorisedHoldsOneVaeMorePerModality() {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();
      Settings settings = ModelSettingsText.parse("{kind: factorised, prior: {kind: learned}}");

      FactorisedVae model = (FactorisedVae) Models.create(settings, BOTH, store);
      store.allocate(Noise.of(1, 0, 0), ScalarType.Float, new Device("cpu"));

      assertThat(model.unimodal("svhn").modalities()).containsExactly(BOTH.modalities().get(1));
      assertThat(model.unimodal("mnist").part("mnist").weight()).isEqualTo(1);
      assertThat(store.select("unimodal.*").length())
          .isEqualTo(store.select("modality.*", "prior.*").length() + 20);
    }
  }

  @Test
  void factorisedKeepsTheStateOfEveryPart() {
    try (Scope scope = Scope.open()) {
      ParameterStore store = new ParameterStore();
      Settings settings = ModelSettingsText.parse("{kind: factorised}");
      FactorisedVae built = (FactorisedVae) Models.create(settings, BOTH, store);
      Tensor kept = Tensors.of(new double[] {1, 2}, 2);
      Prior stateful =
          new Prior() {
            @Override
            public Distribution of(
                @Nullable Tensor condition, Function<Batch, Distribution> encode) {
              return built.mixture().sharedPrior().orElseThrow().of(condition, encode);
            }

            @Override
            public Map<String, Tensor> state() {
              return Map.of("table", kept);
            }
          };
      MultimodalVae mnist = built.unimodal("mnist");
      MultimodalVae with =
          new MultimodalVae(
              store,
              List.of(mnist.part("mnist")),
              mnist.family(),
              mnist.latent(),
              mnist.fusion(),
              stateful);

      FactorisedVae model = new FactorisedVae(built.mixture(), Map.of("mnist", with));

      assertThat(model.state()).containsOnlyKeys("unimodal.mnist.prior.table");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{kind: multimodl} | model.kind must be a known name, got 'multimodl'; did you mean"
            + " 'multimodal'?",
        "{latnt: {}} | recipe must be a known key, got 'latnt'; did you mean 'latent'?",
        "{latent: {shared: 0}} | latent: shared must be at least 1, got 0; write shared: 20",
        "{latent: {private: {mnist: -1}}} | latent: private.mnist must be at least 0, got -1",
        "{latent: {total: -1}} | latent: total must be at least 0, got -1; leave it out for no"
            + " check",
        "{latent: {shared: 16, private: {svhn: 16, mnist: 8}, total: 32}} | latent.total must be"
            + " shared + private of every modality, got 32 where mnist has 16 + 8 = 24; change one"
            + " of the three or leave total out",
        "{latent: {generate: none}} | latent: generate must be prior or auxiliary, got 'none';"
            + " write generate: prior",
        "{latent: {private: {minst: 4}}} | model.latent.private must name modalities of the data"
            + " set, got 'minst'",
        "{modalities: {svnh: {}}} | model.modalities must name modalities of the data set, got"
            + " 'svnh'; did you mean 'svhn'?",
        "{modalities: {svhn: {scale: -1}}} | modalities.svhn: scale must be greater than 0, got"
            + " -1.0; write scale: 0.75",
        "{modalities: {svhn: {weight: much}}} | modalities.svhn: weight must be auto or a number of"
            + " at least 0",
        "{modalities: {svhn: {network: cnv}}} | network must be a known name, got 'cnv'; did you"
            + " mean 'conv'?",
        "{fusion: mixtur} | model.fusion must be a known name, got 'mixtur'; did you mean"
            + " 'mixture'?",
        "{prior: {kind: standart}} | model.prior.kind must be a known name, got 'standart'; did you"
            + " mean 'standard'?",
      })
  void wrongModelsAreOneLineEach(String settings, String message) {
    assertThatThrownBy(
            () -> Models.create(ModelSettingsText.parse(settings), BOTH, new ParameterStore()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}

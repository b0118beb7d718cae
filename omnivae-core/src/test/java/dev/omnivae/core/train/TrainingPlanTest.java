package dev.omnivae.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingPlanTest {

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @Test
  void everyDefaultIsWrittenOut() {
    Settings settings = Settings.parse("{}");

    plan(settings);

    assertThat(settings.keys())
        .contains("epochs", "batch_size", "checkpoint_every", "log_every", "optimizer")
        .doesNotContain("phases", "turns", "ema", "early_stopping");
    assertThat(settings.child("optimizer").keys()).contains("learning_rate", "betas", "amsgrad");
  }

  @Test
  void aResolvedRecipeGivesTheSamePlan() {
    Settings settings =
        Settings.parse("{\"clip\": 2, \"phases\": [{\"epochs\": 2}, {\"name\": \"fine\"}]}");
    TrainingPlan first = plan(settings);

    TrainingPlan again = plan(Settings.parse(settings.tree().toString()));

    assertThat(again.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(again.phases()).extracting(Phase::name).containsExactly("phase-1", "fine");
    assertThat(again.phases().get(0).settings().epochs()).isEqualTo(2);
    assertThat(again.phases().get(1).settings().clip()).isEqualTo(2); // from training
  }

  @Test
  void optimisersByGlobTakeEachParameterOnce() {
    TrainingPlan plan =
        plan(
            Settings.parse(
                "{\"optimizer\": {\"*.encoder.*\": {\"name\": \"sgd\"}, \"*\": {\"name\":"
                    + " \"adamw\"}}}"));

    List<Turn.Trained> groups = plan.phases().get(0).turns().get(0).groups();
    assertThat(groups).extracting(g -> g.optimizer().name()).containsExactly("sgd", "adamw");
    assertThat(paths(groups.get(0))).containsExactly("modality.a.encoder.weight");
    assertThat(paths(groups.get(1))).containsExactly("modality.a.decoder.weight");
  }

  @Test
  void whatIsNotAmongTheParametersStaysAsItWas(@TempDir Path folder) {
    var run =
        new Runs.Run(
            "{\"epochs\": 1, \"batch_size\": 16, \"parameters\": [\"*.decoder.*\"], \"clip\": 1}");
    float[] encoder = Tensors.floats(run.model.encoder.tensor());
    float[] decoder = Tensors.floats(run.model.decoder.tensor());

    run.train(folder, false);

    assertThat(Tensors.floats(run.model.encoder.tensor())).isEqualTo(encoder);
    assertThat(Tensors.floats(run.model.decoder.tensor())).isNotEqualTo(decoder);
  }

  /** Two turns share a graph: both see the parameters as they were before either moved them. */
  @Test
  void turnsTakeAllGradientsBeforeAnyParameterMoves(@TempDir Path folder) {
    String sgd = "\"optimizer\": {\"name\": \"sgd\", \"learning_rate\": 0.01}";
    String turns =
        "{\"epochs\": 0.01, \"batch_size\": 16, %s, \"turns\": ["
            + "{\"name\": \"one\", \"parameters\": [\"*.encoder.*\"]},"
            + " {\"name\": \"two\", \"parameters\": [\"*.decoder.*\"]}]}";
    var together = new Runs.Run("{\"epochs\": 0.01, \"batch_size\": 16, %s}".formatted(sgd));
    var apart = new Runs.Run(turns.formatted(sgd));
    // without noise the two objectives are one
    together.elbo.noise = 0;
    apart.elbo.noise = 0;

    together.train(folder.resolve("together"), false);
    apart.train(folder.resolve("apart"), false);

    assertThat(Tensors.floats(apart.store.values()))
        .isEqualTo(Tensors.floats(together.store.values()));
  }

  @Test
  void aTurnTakesPartInEveryNthStep(@TempDir Path folder) {
    var run =
        new Runs.Run(
            "{\"epochs\": 1, \"batch_size\": 20, \"turns\": [{\"name\": \"a\"}, {\"name\": \"b\","
                + " \"every\": 3}]}");
    List<Long> seen = new ArrayList<>();
    run.elbo.watch = seen::add;

    run.train(folder, false);

    assertThat(seen).containsExactly(0L, 0L, 1L, 2L, 3L, 3L, 4L, 5L, 6L, 6L, 7L, 8L, 9L, 9L);
  }

  @Test
  void parametersAnObjectiveDeclaresAreTrainedWithItsTurnOnly() {
    ParameterStore store = new ParameterStore();
    TinyVae model = new TinyVae(store);
    Settings settings = Settings.parse("{\"turns\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}");

    TrainingPlan plan =
        TrainingPlan.create(
            settings,
            model,
            store,
            (mapping, m, parameters) -> {
              parameters.child("objective").declare("t", Initialiser.constant(1), 1);
              return new TinyVae.Elbo();
            });

    assertThat(store.all())
        .extracting(Parameter::path)
        .endsWith("objective.t", "objective.phase0.b.objective.t");
    List<Turn> turns = plan.phases().get(0).turns();
    assertThat(paths(turns.get(0).groups().get(0)))
        .hasSize(3)
        .endsWith("objective.t")
        .doesNotContain("objective.phase0.b.objective.t");
    assertThat(paths(turns.get(1).groups().get(0)))
        .hasSize(3)
        .endsWith("objective.phase0.b.objective.t")
        .doesNotContain("objective.t");
  }

  private static List<String> paths(Turn.Trained trained) {
    return trained.group().parameters().stream().map(Parameter::path).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'epoch': 3}| recipe must be a known key, got 'epoch'; did you mean 'epochs'?*",
        "{'epochs': 0}| epochs must be above 0, got 0.0; use -s training.epochs=1 to try",
        "{'batch_size': 0}| batch_size must be at least 1, got 0; 128 is usual",
        "{'checkpoint_every': 0}| checkpoint_every must be at least 1 step, got 0; 500 is usual",
        "{'log_every': 0}| log_every must be at least 1 step, got 0; 50 is usual",
        "{'validate_every': -1}| validate_every must be 0 or more, got -1.0; 1 is once an epoch",
        "{'clip': -1}| clip must be 0 or more, got -1.0; 0 is no clipping",
        "{'max_minutes': -1}| max_minutes must be 0 or more, got -1.0; 0 is no limit",
        "{'ema': {'decay': 1}}| ema: decay must be between 0 and 1, got 1.0; 0.999 is usual",
        "{'early_stopping': {'patience': 0}}| early_stopping: patience must be at least 1, got 0; 5 is usual",
        "{'early_stopping': {'patience': 1, 'min_delta': -1}}| early_stopping: min_delta must be 0 or more nats, got"
            + " -1.0; 0 is the default",
        "{'phases': []}| phases must be a list of phases, got none; leave the key out for one phase",
        "{'phases': [{'ema': {'decay': 0.9}}]}| phases[0].ema must be set once, for the whole run,"
            + " got {\"decay\":0.9}; move it to training",
        "{'phases': [{'name': 'a'}, {'name': 'a'}]}| phases must be named apart, got 'a' twice;"
            + " rename one",
        "{'turns': [{'name': 'a'}, {'name': 'a'}]}| turns must be named apart, got 'a' twice; rename"
            + " one",
        "{'turns': [{'name': 'a', 'every': 0}]}| turns[0]: every must be at least 1 step, got 0; 1 is"
            + " every step",
        "{'turns': [{'name': 'a'}], 'objective': {'name': 'elbo'}}| objective must be left out where"
            + " turns are given, got both; keep one",
        "{'parameters': ['modality.b.*']}| parameter group must match some parameter, got"
            + " 'modality.b.*'; did you mean 'modality.a.decoder.weight'?*",
        "{'optimizer': {'*.encoder.*': {'name': 'sgd'}}}| optimizer must be given for every trained"
            + " parameter, got none for 'modality.a.decoder.weight'; add '*': {name: adam}, or leave"
            + " it out of parameters",
        "{'optimizer': {'*': {'name': 'sgd'}, 'none': {'name': 'sgd'}}}| optimizer must be a map from"
            + " globs that match trained parameters, got 'none', which matches no more; remove it, or"
            + " put it first",
        "{'optimizer': {'name': 'sdg'}}| optimizer: name must be a known name, got 'sdg'; did you"
            + " mean 'sgd'? choices: adadelta, adagrad, adam, adamw, lion, nadam, rmsprop,"
            + " sgd"
      })
  void whatMakesNoSenseIsOneLine(String jsonAndLine) {
    String[] parts = jsonAndLine.split("\\| ");
    String line = parts[1];

    var thrown =
        assertThatThrownBy(() -> plan(Settings.parse(parts[0].replace('\'', '"'))))
            .isInstanceOf(InputException.class);

    if (line.endsWith("*")) {
      thrown.hasMessageStartingWith(line.substring(0, line.length() - 1));
    } else {
      thrown.hasMessage(line);
    }
  }

  @Test
  void aBatchLargerThanTheDataIsOneLine(@TempDir Path folder) {
    var run = new Runs.Run("{\"batch_size\": 201}");

    assertThatThrownBy(() -> run.train(folder, false))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "training.batch_size must be at most the 200 training samples, got 201; make it"
                + " smaller");
  }

  @Test
  void eachEpochIsAPermutationOfItsOwn() {
    SampleOrder order = new SampleOrder(3, 100);

    long[] first = order.positions(0, 0, 100);
    long[] second = order.positions(1, 0, 100);

    assertThat(second).isNotEqualTo(first);
    assertThat(new SampleOrder(4, 100).positions(0, 0, 100)).isNotEqualTo(first);
    assertThat(new SampleOrder(3, 100).positions(1, 40, 20))
        .isEqualTo(Arrays.copyOfRange(second, 40, 60));
    Arrays.sort(second);
    for (int i = 0; i < 100; i++) {
      assertThat(second[i]).isEqualTo(i);
    }
  }

  private static TrainingPlan plan(Settings settings) {
    ParameterStore store = new ParameterStore();
    TinyVae model = new TinyVae(store);
    return TrainingPlan.create(
        settings, model, store, (mapping, m, parameters) -> new TinyVae.Elbo());
  }
}

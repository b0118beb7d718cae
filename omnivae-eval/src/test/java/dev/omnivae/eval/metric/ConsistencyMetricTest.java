package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.Split;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.Told;
import dev.omnivae.eval.consistency.Calibration;
import dev.omnivae.eval.consistency.Portraits;
import dev.omnivae.eval.likelihood.LikelihoodSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsistencyMetricTest {
  private static final long SEED = 5;
  private static final String FILE = "consistency-attributes.json";

  private final List<String> said = new ArrayList<>();
  private final Map<String, String> files = new LinkedHashMap<>();

  @TempDir private Path temp = Path.of("");

  @BeforeAll
  static void start() {
    Engine.start(0);
    System.out.println("seed " + SEED);
  }

  private Map<String, Double> measure(Model model, Dataset data, Split split) {
    return new ConsistencyMetric()
        .measure(
            new Evaluation(
                model,
                data,
                split,
                1,
                Evaluation.CANDIDATES,
                LikelihoodSettings.DEFAULT,
                Path.of("unused"),
                said::add,
                files::put));
  }

  @Test
  void aModelThatSeesEveryAttributeMakesNoMistake() {
    Map<String, Double> values = measure(Portraits.seeing(), Portraits.data(SEED), Split.TEST);

    for (String kind : List.of("published", "random", "flips-1", "flips-2", "flips-4", "all")) {
      for (String score : List.of("", ".published", ".symmetric_kl", ".log_likelihood")) {
        assertThat(values)
            .containsEntry("consistency.f1." + kind + score, 1.0)
            .containsEntry("consistency.auroc." + kind + score, 1.0);
        assertThat(values.get("consistency.average_precision." + kind + score))
            .isEqualTo(1, within(1e-12));
      }
      assertThat(values.get("consistency.calibration_error." + kind)).isLessThan(0.05);
    }
    // 6 kinds, 4 scores and their combination, 4 measures
    assertThat(values).hasSize(6 * 5 * 4).allSatisfy((key, v) -> assertThat(v).isBetween(0.0, 1.0));
    assertThat(said).isEmpty();
  }

  @Test
  void aModelThatSeesNothingIsAtChanceAndKnowsIt() {
    Map<String, Double> values = measure(Portraits.blind(), Portraits.data(SEED), Split.TEST);

    for (String kind : List.of("published", "random", "flips-1", "flips-2", "flips-4", "all")) {
      assertThat(values)
          .containsEntry("consistency.auroc." + kind, 0.5)
          .containsEntry("consistency.average_precision." + kind, 0.5);
      // everything is taken for right
      assertThat(values.get("consistency.f1." + kind)).isEqualTo(2 / 3.0, within(1e-12));
      assertThat(values.get("consistency.calibration_error." + kind)).isEqualTo(0, within(1e-6));
    }
  }

  @Test
  void theCalibrationIsOfTheValidationSplitWhateverIsMeasured() throws IOException {
    Model model = Portraits.random(SEED);
    Map<String, Double> test = measure(model, Portraits.data(SEED), Split.TEST);
    String afterTest = files.get(FILE);
    Map<String, Double> train = measure(model, Portraits.data(SEED), Split.TRAIN);

    assertThat(files.get(FILE)).isEqualTo(afterTest);
    assertThat(test).isNotEqualTo(train);
    Files.writeString(temp.resolve(FILE), files.get(FILE));
    Calibration read = Calibration.read(temp, Portraits.ATTRIBUTES).orElseThrow();
    assertThat(read.fittedOn())
        .isEqualTo(
            new Calibration.FittedOn(
                "portraits",
                "valid",
                40,
                40,
                List.of("published", "random", "flips-1", "flips-2", "flips-4"),
                1));
    assertThat(read.threshold()).isBetween(0.0, 1.0);
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    Model model = Portraits.random(SEED);

    assertThat(measure(model, Portraits.data(SEED), Split.TEST))
        .isEqualTo(measure(model, Portraits.data(SEED), Split.TEST));
  }

  @Test
  void theCalibrationThatIsReadJudgesAsItWasFitted() throws IOException {
    measure(Portraits.seeing(), Portraits.data(SEED), Split.TEST);
    Files.writeString(temp.resolve(FILE), files.get(FILE));
    Calibration read = Calibration.read(temp, Portraits.ATTRIBUTES).orElseThrow();

    Calibration.Verdict right = read.judge(new double[] {1, 0, -0.0003, 1});
    Calibration.Verdict wrong = read.judge(new double[] {1 / 1.5, -0.5, -10, 0.8});

    assertThat(right.belongs()).isTrue();
    assertThat(right.probability()).isGreaterThan(0.9);
    assertThat(wrong.belongs()).isFalse();
    assertThat(wrong.probability()).isLessThan(0.1);
  }

  @Test
  void aDamagedCalibrationIsRefusedAndAMissingOneIsNone() throws IOException {
    assertThat(Calibration.read(temp, Portraits.ATTRIBUTES)).isEmpty();
    for (String content : List.of("{", "{}", "[1]")) {
      Files.writeString(temp.resolve(FILE), content);

      Assertions.assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> Calibration.read(temp, Portraits.ATTRIBUTES))
          .withMessage(
              temp.resolve(FILE)
                  + " must be a calibration as the metric consistency writes it, got something"
                  + " else; run 'omnivae evaluate DIR --metrics consistency'");
    }
  }

  @Test
  void captionsAreWrongWhereTheyAreOfAnotherSampleOrClass() {
    float[] labels = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
    String[] captions = new String[labels.length];
    for (int i = 0; i < captions.length; i++) {
      captions[i] = (i % 3 == 0 ? "thin " : "") + (labels[i] == 0 ? "zero" : "one");
    }

    Map<String, Double> values = measure(captioned(), Told.data(labels, captions), Split.TEST);

    assertThat(values)
        .containsKeys("consistency.f1.random", "consistency.auroc.other-class.cosine")
        .containsKey("consistency.calibration_error.all")
        .hasSize(3 * 5 * 4);
    assertThat(files).containsOnlyKeys("consistency-text.json");
  }

  private static Model captioned() {
    ParameterStore store = new ParameterStore();
    Model model =
        Models.create(
            Settings.parse(
                "{\"latent\": {\"family\": \"normal\", \"shared\": 2, \"private\": {\"text\": 1}},"
                    + " \"fusion\": \"mixture\", \"modalities\": {\"image\": {\"network\":"
                    + " \"mlp\"}, \"text\": {\"network\": \"lstm\", \"encoder\": {\"embedding\":"
                    + " 4, \"hidden\": 4}}}}"),
            Schema.of(List.of(Told.IMAGE, Told.TEXT)),
            store);
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, Engine.device());
    return model;
  }

  @Test
  void whatCannotBeMeasuredIsSkippedWithItsReason() {
    assertThat(
            measure(new EchoModel(Tiny.MODALITIES, Map.of()), Tiny.pairs(true, 0, 1), Split.TEST))
        .isEmpty();
    assertThat(said)
        .containsExactly(
            "consistency: skipped, the model has no posterior given each modality alone");

    said.clear();
    assertThat(measure(twoImages(), Tiny.pairs(true, 0, 1), Split.TEST)).isEmpty();
    assertThat(said)
        .containsExactly("consistency: skipped, it needs an image and attributes or a text of it");

    said.clear();
    assertThat(measure(captioned(), Told.data(new float[] {0, 1}, "zero", "one"), Split.TEST))
        .isEmpty();
    assertThat(said)
        .containsExactly(
            "consistency: skipped, to fit on it needs 10 samples with image and text in the"
                + " validation split, not all with one description; it has 2");
    assertThat(files).isEmpty();
  }

  private static Model twoImages() {
    String side = "{\"network\": \"mlp\", \"encoder\": {\"hidden\": []}}";
    ParameterStore store = new ParameterStore();
    List<Modality> images = Tiny.MODALITIES;
    Model model =
        Models.create(
            Settings.parse(
                ("{\"latent\": {\"family\": \"normal\", \"shared\": 2}, \"fusion\": \"mixture\","
                        + " \"modalities\": {\"small\": %s, \"large\": %s}}")
                    .formatted(side, side)),
            Schema.of(images),
            store);
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, Engine.device());
    return model;
  }
}

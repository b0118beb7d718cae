package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.data.caption.ClassWords;
import dev.omnivae.eval.ChainModel;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Evaluation;
import dev.omnivae.eval.LargeFromSmall;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import dev.omnivae.eval.Told;
import dev.omnivae.eval.oracle.Oracle;
import dev.omnivae.eval.oracle.OracleSource;
import dev.omnivae.eval.oracle.Oracles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CoherenceMetricTest {
  /** Bright or dark: the class of a grey image, never wrong. */
  private static final OracleSource BRIGHTNESS =
      (evaluation, modality) ->
          Optional.of(
              new Oracle(
                  x ->
                      x.flatten(1, -1)
                          .mean(new long[] {1}, false, null)
                          .gt(new Scalar(0.5))
                          .to(ScalarType.Long),
                  0.75));

  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void aModelThatKeepsTheClassIsFullyCoherent() {
    Map<String, Double> values =
        measure(new EchoModel(Tiny.MODALITIES, Map.of()), Tiny.pairs(true, 0, 1, 1));

    assertThat(values)
        .containsEntry("coherence.cross.small->large", 1.0)
        .containsEntry("coherence.cross.large->small", 1.0)
        .containsEntry("coherence.given.1", 1.0)
        .containsEntry("coherence.joint", 1.0)
        .containsEntry("coherence.joint.low", 1.0)
        .containsEntry("coherence.joint.high", 1.0)
        .containsEntry("oracle.small.accuracy", 0.75)
        .containsEntry("oracle.large.accuracy", 0.75);
  }

  @Test
  void aModalityAlwaysDrawnBrightScoresTheShareOfBrightLabels() {
    Map<String, Double> values =
        measure(new EchoModel(Tiny.MODALITIES, Map.of("large", 1.0)), Tiny.pairs(true, 0, 1, 1, 1));

    assertThat(values)
        .containsEntry("coherence.cross.small->large", 0.75)
        .containsEntry("coherence.cross.small->large.macro", 0.5)
        .containsEntry("coherence.cross.large->small", 1.0)
        .containsEntry("coherence.given.1", 0.875)
        // prior codes are 0 and 1 in turn, the large image is bright in both
        .containsEntry("coherence.joint", 0.5);
    // 1.96 standard errors of one half of 10,000: 0.0098
    assertThat(values.get("coherence.joint.low")).isCloseTo(0.5 - 0.0098, within(0.0015));
    assertThat(values.get("coherence.joint.high")).isCloseTo(0.5 + 0.0098, within(0.0015));
    assertThat(values.get("coherence.given.1.low")).isBetween(0.5, 0.875);
  }

  @Test
  void drawsOfASamplerAreJudgedLikeThoseOfThePrior() {
    Evaluation evaluation =
        Tiny.evaluation(
            new EchoModel(Tiny.MODALITIES, Map.of("large", 1.0)),
            Tiny.pairs(true, 0, 1, 1, 1, 0, 1, 1, 1),
            said);

    Map<String, Double> values =
        new CoherenceMetric(BRIGHTNESS).measure(Tiny.withMixture(evaluation));

    // codes of the training split are bright in three of four, the large image is always; 10,000
    // draws have a standard error of 0.004
    assertThat(values.get("coherence.joint.gmm")).isEqualTo(0.75, within(0.02));
    assertThat(values).containsEntry("coherence.joint", 0.5);
    // a mixture draws given nothing
    assertThat(values).doesNotContainKey("coherence.cross.small->large.gmm");
  }

  @Test
  void onlyWhatTheModelGeneratesIsAsked() {
    Model conditional = new LargeFromSmall(new EchoModel(Tiny.MODALITIES, Map.of()));

    Map<String, Double> values = measure(conditional, Tiny.pairs(true, 0, 1, 1));

    assertThat(values)
        .containsEntry("coherence.cross.small->large", 1.0)
        .containsEntry("coherence.given.1", 1.0)
        .containsKey("oracle.small.accuracy")
        .doesNotContainKeys("coherence.cross.large->small", "coherence.joint");
  }

  @Test
  void threeModalitiesAverageOverTargetsThenOverSubsetsOfOneSize() {
    Modality a = Modality.image("a", 1, 2, 2);
    Modality b = Modality.image("b", 1, 2, 2);
    Modality c = Modality.image("c", 1, 2, 2);
    TinyDataset two = Tiny.pairs(true, 0, 1);
    var grey = two.samples(dev.omnivae.data.Split.TEST).gather(0, new long[] {0, 1});
    var x = grey.of("small").value();
    TinyDataset data = new TinyDataset(List.of(a, b, c), List.of(x, x, x), grey.labels(), 2);

    Map<String, Double> values = measure(new EchoModel(List.of(a, b, c), Map.of("c", 1.0)), data);

    // towards c half is right, towards a and b all: singles (a: 3/4, b: 3/4, c: 1), pairs (1, 1,
    // 1/2)
    assertThat(values.get("coherence.given.1")).isEqualTo(2.5 / 3, within(1e-12));
    assertThat(values.get("coherence.given.2")).isEqualTo(2.5 / 3, within(1e-12));
    assertThat(values).containsEntry("coherence.cross.a+b->c", 0.5);
  }

  @Test
  void withoutOraclesItSaysSoAndMeasuresNothing() {
    Map<String, Double> values =
        new CoherenceMetric((evaluation, modality) -> Optional.empty())
            .measure(
                Tiny.evaluation(
                    new EchoModel(Tiny.MODALITIES, Map.of()), Tiny.pairs(false, 0, 1), said));

    assertThat(values).isEmpty();
    assertThat(said)
        .containsExactly(
            "coherence: skipped, the data set has no labels or no modality that shows its classes");
  }

  @Test
  void captionsAreJudgedByTheClassTheyName() {
    double[][] zero = Told.table(Told.WORDS.bos(), Told.ZERO, Told.ZERO, Told.EOS);
    double[][] one = Told.table(Told.WORDS.bos(), Told.ONE, Told.ONE, Told.EOS);
    TinyDataset data = Told.data(new float[] {0, 1, 1, 1}, "zero", "thin one", "one", "thin");

    Map<String, Double> values = told(zero, one, data);

    assertThat(values)
        .containsEntry("oracle.image.accuracy", 0.75)
        .containsEntry("oracle.text.accuracy", 0.75) // "thin" names nothing
        .containsEntry("coherence.cross.image->text", 1.0)
        .containsEntry("coherence.cross.image->text.macro", 1.0)
        // codes of texts are 1 where they begin with "one": once of the three bright images
        .containsEntry("coherence.cross.text->image", 0.5)
        .containsEntry("coherence.given.1", 0.75)
        .containsEntry("coherence.joint", 1.0);
  }

  @Test
  void aCaptionThatNamesNoClassOrTwoIsWrong() {
    double[][] none = Told.table(Told.WORDS.bos(), Told.THIN, Told.THIN, Told.EOS);
    double[][] two =
        Told.table(Told.WORDS.bos(), Told.ZERO, Told.ZERO, Told.ONE, Told.ONE, Told.EOS);
    double[][] one = Told.table(Told.WORDS.bos(), Told.ONE, Told.ONE, Told.EOS);
    TinyDataset data = Told.data(new float[] {0, 1, 1, 1}, "zero", "one", "one", "one");

    assertThat(told(none, one, data))
        .containsEntry("coherence.cross.image->text", 0.75)
        .containsEntry("coherence.joint", 0.5);
    assertThat(told(two, one, data)).containsEntry("coherence.cross.image->text", 0.75);
  }

  @Test
  void textsThatNameNothingDoNotAgreeWithEachOther() {
    Modality other = Modality.tokens("other", Told.LENGTH, Told.WORDS);
    var ids = Told.ids("zero", "one");
    TinyDataset data =
        new TinyDataset(
                List.of(Told.TEXT, other), List.of(ids, ids), Tensors.of(new long[] {0, 1}, 2), 2)
            .naming(new ClassWords(List.of("zero", "one"))::named);
    double[][] none = Told.table(Told.WORDS.bos(), Told.THIN, Told.THIN, Told.EOS);
    double[][] one = Told.table(Told.WORDS.bos(), Told.ONE, Told.ONE, Told.EOS);
    Model model =
        new ChainModel(List.of(Told.TEXT, other), new double[][][] {none, one}, first -> 0);

    // codes of the prior are 0 and 1 in turn
    assertThat(new CoherenceMetric().measure(Tiny.evaluation(model, data, said)))
        .containsEntry("oracle.text.accuracy", 1.0)
        .containsEntry("coherence.joint", 0.5);
  }

  @Test
  void textsThatNameNoClassHaveNoOracle() {
    TinyDataset data = Told.data(new float[] {0, 1}, "thin", "thin thin");
    double[][] table = Told.table();
    Model model =
        new ChainModel(List.of(Told.IMAGE, Told.TEXT), new double[][][] {table, table}, first -> 0);

    assertThat(new Oracles().of(Tiny.evaluation(model, data, said), Told.TEXT)).isEmpty();
  }

  /** Images judged by brightness, texts by their words; texts that begin with "one" have code 1. */
  private Map<String, Double> told(double[][] dark, double[][] bright, TinyDataset data) {
    OracleSource both =
        (evaluation, modality) ->
            modality.kind() == Modality.Kind.IMAGE
                ? BRIGHTNESS.of(evaluation, modality)
                : new Oracles().of(evaluation, modality);
    Model model =
        new ChainModel(
            List.of(Told.IMAGE, Told.TEXT),
            new double[][][] {dark, bright},
            first -> first == Told.ONE ? 1 : 0);
    return new CoherenceMetric(both).measure(Tiny.evaluation(model, data, said));
  }

  private Map<String, Double> measure(Model model, TinyDataset data) {
    return new CoherenceMetric(BRIGHTNESS).measure(Tiny.evaluation(model, data, said));
  }
}

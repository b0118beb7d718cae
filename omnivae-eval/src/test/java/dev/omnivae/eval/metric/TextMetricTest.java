package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.ChainModel;
import dev.omnivae.eval.EchoModel;
import dev.omnivae.eval.Tiny;
import dev.omnivae.eval.TinyDataset;
import dev.omnivae.eval.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextMetricTest {
  private static final int BOS = Told.WORDS.bos();

  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  @Test
  void tokensAreComparedWithATeacherAndWithout() {
    // a dark image is told "zero one", a bright one "one"; codes of texts are all 0
    double[][] dark = Told.table(BOS, Told.ZERO, Told.ZERO, Told.ONE, Told.ONE, Told.EOS);
    double[][] bright = Told.table(BOS, Told.ONE, Told.ONE, Told.EOS);
    TinyDataset data = Told.data(new float[] {1, 0, 0}, "one", "zero one", "one");

    Map<String, Double> values = measure(dark, bright, first -> 0, 1, data);

    // after a wrong first word the teacher's "one" still ends as it should: 1 + 3 + 1 of 7 tokens
    assertThat(values.get("text.text.token_accuracy")).isEqualTo(5.0 / 7, within(1e-12));
    // alone only the second text comes out, the others are one word late: 0 + 3 + 0
    assertThat(values.get("text.text.token_accuracy.free")).isEqualTo(3.0 / 7, within(1e-12));
    assertThat(values.get("text.text.exact")).isEqualTo(1.0 / 3, within(1e-12));
    assertThat(values.get("text.image->text.exact")).isEqualTo(2.0 / 3, within(1e-12));
    assertThat(values.keySet())
        .containsExactlyInAnyOrder(
            "text.text.token_accuracy",
            "text.text.token_accuracy.free",
            "text.text.exact",
            "text.text.perplexity",
            "text.image->text.exact");
  }

  @Test
  void samplesWithoutATextDoNotCount() {
    double[][] dark = Told.table(BOS, Told.ZERO, Told.ZERO, Told.ONE, Told.ONE, Told.EOS);
    double[][] bright = Told.table(BOS, Told.ONE, Told.ONE, Told.EOS);

    Map<String, Double> all =
        measure(dark, bright, first -> 0, 1, Told.data(new float[] {1, 0}, "one", "zero one"));
    Map<String, Double> some =
        measure(
            dark,
            bright,
            first -> 0,
            1,
            Told.data(new float[] {1, 0, 0, 1}, "one", "zero one", null, null));

    assertThat(some).isEqualTo(all);
  }

  /** After a first word by code: zero 0.9 or 0.2, one 0.1 or 0.8; then always the end. */
  private static double[][] first(double zero) {
    double[][] table = Told.table();
    table[BOS] = new double[Told.WORDS.size()];
    table[BOS][Told.ZERO] = zero;
    table[BOS][Told.ONE] = 1 - zero;
    for (int word : new int[] {Told.ZERO, Told.ONE}) {
      table[word] = new double[Told.WORDS.size()];
      table[word][Told.EOS] = 1;
    }
    return table;
  }

  /** 300 captions, over two batches: three of four are "zero". */
  private static TinyDataset captions() {
    @Nullable String[] captions = new String[300];
    for (int i = 0; i < captions.length; i++) {
      captions[i] = i % 4 == 3 ? "one" : "zero";
    }
    return Told.data(new float[captions.length], captions);
  }

  /** p(zero) = 0.55, p(one) = 0.45, two tokens a text. */
  private static final double EVIDENCE =
      Math.exp(-(0.75 * Math.log(0.55) + 0.25 * Math.log(0.45)) / 2);

  private static double perplexity(long draws, IntToDoubleFunction posterior) {
    return Objects.requireNonNull(
        measure(first(0.9), first(0.2), posterior, draws, captions()).get("text.text.perplexity"));
  }

  @Test
  void withTheExactPosteriorPerplexityIsThatOfTheTextsWhateverTheDraws() {
    // q(1 | zero) = 0.2 / 1.1, q(1 | one) = 0.8 / 0.9: every weight is p(x)
    for (long draws : new long[] {1, 7}) {
      double value = perplexity(draws, id -> id == Told.ZERO ? 0.2 / 1.1 : 0.8 / 0.9);
      assertThat(value).isCloseTo(EVIDENCE, within(1e-9));
    }
  }

  @Test
  void manyImportanceWeightsMakeUpForAWrongPosterior() {
    // weights vary by 0.8 of their mean at most: 4,096 of them, more than are decoded at once,
    // leave a hundredth a text and a thousandth over 300 texts
    assertThat(perplexity(4096, id -> 0.5)).isCloseTo(EVIDENCE, within(0.005));
  }

  @Test
  void oneImportanceWeightIsTheEvidenceLowerBound() {
    double zero = (Math.log(0.9) + Math.log(0.2)) / 2;
    double one = (Math.log(0.1) + Math.log(0.8)) / 2;
    double bound = Math.exp(-(0.75 * zero + 0.25 * one) / 2);
    // the log of a weight has a standard deviation of 0.75 and 1.04: 0.05 a text's mean of 300,
    // 0.04 of the perplexity
    assertThat(perplexity(1, id -> 0.5)).isCloseTo(bound, within(0.16)).isGreaterThan(EVIDENCE);
  }

  @Test
  void withoutTextItSaysSo() {
    List<String> said = new ArrayList<>();

    assertThat(
            new TextMetric()
                .measure(
                    Tiny.evaluation(
                        new EchoModel(Tiny.MODALITIES, Map.of()), Tiny.pairs(true, 0, 1), said)))
        .isEmpty();
    assertThat(said).containsExactly("text: skipped, the model has no modality of tokens");
  }

  private static Map<String, Double> measure(
      double[][] dark,
      double[][] bright,
      IntToDoubleFunction posterior,
      long draws,
      TinyDataset data) {
    Model model =
        new ChainModel(List.of(Told.IMAGE, Told.TEXT), new double[][][] {dark, bright}, posterior);
    return new TextMetric(draws).measure(Tiny.evaluation(model, data, new ArrayList<>()));
  }
}

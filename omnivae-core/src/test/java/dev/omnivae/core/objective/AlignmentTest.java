package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments and symmetric KL: distances between the experts of pairs. */
@OnEngine
final class AlignmentTest {
  private static Run run(String json, String... modalities) {
    return new Run(store -> Toy.plain().model(store, modalities), json);
  }

  /** Mean over pairs of a distance between the raw outputs of two experts, and over the batch. */
  private static double plain(Run run, Batch batch, Distance distance, String[]... pairsOfSamples) {
    Plain plain = new Plain(run, batch);
    double total = 0;
    for (int i = 0; i < pairsOfSamples.length; i++) {
      String[] pairs = pairsOfSamples[i];
      for (String pair : pairs) {
        double[] a = plain.shared(pair.substring(0, 1), i);
        double[] b = plain.shared(pair.substring(1), i);
        total += distance.of(a, b) / pairs.length / pairsOfSamples.length;
      }
    }
    return total;
  }

  private interface Distance {
    /** Locations, then log variances, of two dimensions each. */
    double of(double[] a, double[] b);
  }

  private static double symmetric(double[] a, double[] b) {
    return 0.5
        * (Plain.kl(a[0], a[2], b[0], b[2])
            + Plain.kl(b[0], b[2], a[0], a[2])
            + Plain.kl(a[1], a[3], b[1], b[3])
            + Plain.kl(b[1], b[3], a[1], a[3]));
  }

  private static double square(double x) {
    return x * x;
  }

  private static double locations(double[] a, double[] b) {
    return square(a[0] - b[0]) + square(a[1] - b[1]);
  }

  private static final String[][] ALL = {{"ab", "ac", "bc"}, {"ab", "ac", "bc"}};
  private static final String[] NONE = {};

  /** What {@link #lacking} leaves of four samples. */
  private static final String[][] SOME = {{"ab", "ac", "bc"}, {"ac"}, {"ab"}, NONE};

  private static Batch lacking() {
    Batch all = Toy.batch(4, 5, "a", "b", "c");
    Batch some = Toy.missing(all, "a", (byte) 1, (byte) 1, (byte) 1, (byte) 0);
    some = Toy.missing(some, "b", (byte) 1, (byte) 0, (byte) 1, (byte) 0);
    return Toy.missing(some, "c", (byte) 1, (byte) 1, (byte) 0, (byte) 1);
  }

  @Test
  void symmetricKlIsTheMeanOverPairsOfBothDirections() {
    Run run = run("{'name': 'symmetric-kl'}", "a", "b", "c");
    Batch batch = Toy.batch(2, 5, "a", "b", "c");
    double expected = plain(run, batch, AlignmentTest::symmetric, ALL);

    assertThat(run.value(batch, 1)).isCloseTo(expected, within(1e-12));
    assertThat(run.log(batch, 1, "symmetric_kl")).isCloseTo(expected, within(1e-12));
    assertThat(run.bound(batch, 1)).isCloseTo(-expected, within(1e-12));
  }

  @Test
  void pairsASampleLacksTakeNoPart() {
    Run kl = run("{'name': 'symmetric-kl'}", "a", "b", "c");
    Run moments = run("{'name': 'moments', 'spread': 'none', 'dimensions': 'sum'}", "a", "b", "c");

    assertThat(kl.value(lacking(), 1))
        .isCloseTo(plain(kl, lacking(), AlignmentTest::symmetric, SOME), within(1e-12));
    assertThat(moments.value(lacking(), 1))
        .isCloseTo(plain(moments, lacking(), AlignmentTest::locations, SOME), within(1e-12));
  }

  @Test
  void momentsAreThoseOfThePublishedProgram() {
    // MSE of locations and of log variances, each a mean over batch and dimensions
    Run run = run("{'name': 'moments'}", "a", "b");
    Batch batch = Toy.batch(2, 5, "a", "b");
    double expected =
        plain(
            run,
            batch,
            (a, b) -> (locations(a, b) + square(a[2] - b[2]) + square(a[3] - b[3])) / 2,
            new String[] {"ab"},
            new String[] {"ab"});

    assertThat(run.value(batch, 1)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void deviationsSummedAreTheSquaredWassersteinDistance() {
    Run run = run("{'name': 'moments', 'spread': 'deviation', 'dimensions': 'sum'}", "a", "b");
    Batch batch = Toy.batch(2, 5, "a", "b");
    double expected =
        plain(
            run,
            batch,
            (a, b) ->
                locations(a, b)
                    + square(Math.exp(a[2] / 2) - Math.exp(b[2] / 2))
                    + square(Math.exp(a[3] / 2) - Math.exp(b[3] / 2)),
            new String[] {"ab"},
            new String[] {"ab"});

    assertThat(run.value(batch, 1)).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name': 'symmetric-kl'}",
        "{'name': 'moments'}",
        "{'name': 'moments', 'spread': 'deviation', 'dimensions': 'sum'}",
        "{'name': 'moments', 'spread': 'none'}"
      })
  void gradientMeetsCentralDifferences(String json) {
    run(json, "a", "b", "c").checkGradient(Toy.batch(3, 5, "a", "b", "c"), 7);
    run(json, "a", "b", "c").checkGradient(lacking(), 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"symmetric-kl", "moments"})
  void aFixedExpertStandsStillAndTheOthersCome(String name) {
    Batch batch = Toy.batch(3, 5, "a", "b");
    Run free = run("{'name': '" + name + "'}", "a", "b");
    Run held = run("{'name': '" + name + "', 'fixed': ['a']}", "a", "b");

    held.gradient(batch, 7);

    assertThat(held.value(batch, 7)).isEqualTo(free.value(batch, 7));
    assertThat(Toy.gradient(held.store(), "modality.a.shared")).isZero();
    assertThat(Toy.gradient(held.store(), "modality.b.shared")).isPositive();
    held.checkGradient(batch, 7, path -> path.startsWith("modality.b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"symmetric-kl", "moments"})
  void laplaceExpertsHaveTheseDistancesToo(String name) {
    Run run =
        new Run(
            store -> Toy.plain().withFamily("laplace").model(store, "a", "b"),
            "{'name': '" + name + "'}");

    run.checkGradient(Toy.batch(3, 5, "a", "b"), 7);
    assertThat(run.value(Toy.batch(3, 5, "a", "b"), 7)).isPositive();
  }

  @Test
  void badSettingsAreOneLine() {
    assertLine(
        "objective.name must be for several modalities when it is symmetric-kl, got [a]; leave the"
            + " term out",
        "{'name': 'symmetric-kl'}",
        "a");
    assertLine(
        "objective.name must be for several modalities when it is moments, got [a]; leave the term"
            + " out",
        "{'name': 'moments'}",
        "a");
    assertLine(
        "objective.fixed must name modalities, got 'c'; did you mean 'a'? choices: a, b",
        "{'name': 'moments', 'fixed': ['c']}",
        "a",
        "b");
    assertLine(
        "objective.fixed must be some of the modalities, got [a, b]; leave one free to move",
        "{'name': 'moments', 'fixed': ['a', 'b']}",
        "a",
        "b");
    assertLine(
        "objective.spread must be a known choice, got 'variance'; did you mean 'log-variance'?"
            + " choices: deviation, log-variance, none",
        "{'name': 'moments', 'spread': 'variance'}",
        "a",
        "b");
  }

  private static void assertLine(String line, String json, String... modalities) {
    assertThatThrownBy(() -> run(json, modalities))
        .isInstanceOf(InputException.class)
        .hasMessage(line);
  }
}

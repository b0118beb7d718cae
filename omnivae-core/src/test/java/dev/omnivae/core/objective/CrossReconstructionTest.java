package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class CrossReconstructionTest {
  private static final String JOINT = "{'name': 'joint-encoder', 'hidden': [3]}";

  private static Run run(String options, Toy toy, String... modalities) {
    return new Run(
        store -> toy.model(store, modalities), "{'name': 'cross-reconstruction'" + options + "}");
  }

  /** Log variances of -30, whatever the data. */
  private static void narrow(Run run) {
    double[] values = Tensors.doubles(run.store().values());
    int at = 0;
    for (Parameter p : run.store().all()) {
      if (p.path().endsWith("shared.weight")) {
        Arrays.fill(values, at + 4, at + 8, 0);
      }
      if (p.path().endsWith("shared.bias")) {
        Arrays.fill(values, at + 2, at + 4, -30);
      }
      at += Math.toIntExact(p.length());
    }
    Toy.set(run.store(), values);
  }

  @Test
  void everyModalityIsDecodedFromTheOthersAlone() {
    // given codes that do not vary, so that a plain program knows the draw
    Run run = run("", Toy.plain(), "a", "b", "c");
    narrow(run);
    Batch batch = Toy.batch(2, 5, "a", "b", "c");
    Plain plain = new Plain(run, batch);
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      for (String target : new String[] {"a", "b", "c"}) {
        for (String source : new String[] {"a", "b", "c"}) {
          if (!source.equals(target)) {
            double[] q = plain.shared(source, i);
            expected -= plain.logLikelihood(target, i, q[0], q[1]) / 2 / 2;
          }
        }
      }
    }

    // the posterior's deviation of e^-15 moves a Laplace likelihood by less than 1e-5
    assertThat(run.value(batch, 1)).isCloseTo(expected, within(1e-4));
    assertThat(run.bound(batch, 1)).isCloseTo(-run.value(batch, 1), within(1e-12));
  }

  @Test
  void ownReconstructionTakesNoPart() {
    Run run = run(", 'targets': ['b']", Toy.plain(), "a", "b");

    run.gradient(Toy.batch(3, 5, "a", "b"), 7);

    assertThat(Toy.gradient(run.store(), "modality.a.shared")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.b.decoder")).isPositive();
    assertThat(Toy.gradient(run.store(), "modality.b.shared")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.decoder")).isZero();
  }

  @Test
  void itIsWhatTheNaiveElboHasAcross() {
    // all pairs, less each modality from itself; the same draws
    Batch batch = Toy.batch(3, 5, "a", "b");
    Run cross = run("", Toy.plain(), "a", "b");
    Run naive = new Run(store -> Toy.plain().model(store, "a", "b"), "{'name': 'elbo-naive'}");
    Run members = new Run(store -> Toy.plain().model(store, "a", "b"), "{'name': 'mmvm'}");
    double all = naive.log(batch, 7, "log_likelihood.a") + naive.log(batch, 7, "log_likelihood.b");
    double own =
        members.log(batch, 7, "log_likelihood.a") + members.log(batch, 7, "log_likelihood.b");

    assertThat(cross.value(batch, 7)).isCloseTo(-(2 * all - own), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ", 'draws': 2", ", 'private_codes': 'auxiliary'", ", 'targets': ['b']"})
  void gradientMeetsCentralDifferences(String options) {
    run(options, Toy.plain().withOwn(1), "a", "b", "c")
        .checkGradient(Toy.batch(3, 5, "a", "b", "c"), 7);
    run(options, Toy.plain().withFusion(JOINT), "a", "b", "c")
        .checkGradient(Toy.batch(3, 5, "a", "b", "c"), 7);
  }

  @Test
  void theDefaultPrivateCodeKnowsNothingOfTheTarget() {
    Run blind = run(", 'targets': ['b']", Toy.plain().withOwn(1), "a", "b");
    Run seeing =
        run(", 'targets': ['b'], 'private_codes': 'own'", Toy.plain().withOwn(1), "a", "b");
    Batch batch = Toy.batch(3, 5, "a", "b");

    blind.gradient(batch, 7);
    seeing.gradient(batch, 7);

    assertThat(Toy.gradient(blind.store(), "modality.b.own")).isZero();
    assertThat(Toy.gradient(seeing.store(), "modality.b.own")).isPositive();
  }

  @Test
  void asAnAddedTermItLeavesTheBoundAlone() {
    Batch batch = Toy.batch(3, 5, "a", "b");
    Toy joint = Toy.plain().withFusion(JOINT);
    Run elbo = new Run(store -> joint.model(store, "a", "b"), "{'name': 'jmvae'}");
    Run both =
        new Run(
            store -> joint.model(store, "a", "b"),
            "[{'name': 'jmvae'}, {'name': 'cross-reconstruction', 'weight': 0.5}]");

    assertThat(both.bound(batch, 7)).isCloseTo(elbo.bound(batch, 7), within(1e-12));
    assertThat(both.value(batch, 7)).isNotEqualTo(elbo.value(batch, 7));
  }

  @Test
  void badSettingsAreOneLine() {
    assertLine(
        "objective.name must be for several modalities when it is cross-reconstruction, got [a];"
            + " leave the term out",
        "",
        Toy.plain(),
        "a");
    assertLine(
        "objective.targets must name modalities, got 'c'; did you mean 'a'? choices: a, b",
        ", 'targets': ['c']",
        Toy.plain(),
        "a",
        "b");
    assertLine(
        "objective.name must be for a fusion of posteriors of each modality alone when it is"
            + " cross-reconstruction, got HoelderPooling; set model.fusion: mixture",
        "",
        Toy.plain().withFusion("{'name': 'hoelder'}"),
        "a",
        "b");
  }

  private static void assertLine(String line, String options, Toy toy, String... modalities) {
    assertThatThrownBy(() -> run(options, toy, modalities))
        .isInstanceOf(InputException.class)
        .hasMessage(line);
  }
}

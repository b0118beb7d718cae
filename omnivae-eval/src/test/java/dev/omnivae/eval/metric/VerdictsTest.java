package dev.omnivae.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.Bootstrap;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  @BeforeAll
  static void start() {
    Engine.start(0);
  }

  /** Four samples of classes 0, 0, 1, 1; the third lacks b. */
  private static Verdicts verdicts() {
    Verdicts verdicts = new Verdicts(4);
    int[] all = {0, 1, 2, 3};
    long[] labels = {0, 0, 1, 1};
    verdicts.add(Set.of("a"), "b", all, new long[] {0, 0, 1, 0}, labels); // right, right, right, no
    verdicts.add(Set.of("a"), "c", all, new long[] {1, 0, 0, 0}, labels); // no, right, no, no
    verdicts.add(Set.of("b"), "a", new int[] {0, 1, 3}, new long[] {0, 0, 0}, new long[] {0, 0, 1});
    return verdicts;
  }

  @Test
  void samplesCountAsOftenAsTheirWeightSays() {
    try (Scope scope = Scope.open()) {
      double[] found =
          Tensors.doubles(verdicts().of(Tensors.of(new float[] {1, 1, 1, 1, 3, 0, 0, 1}, 2, 4)));

      assertThat(verdicts().keys(""))
          .containsExactly(
              "coherence.cross.a->b",
              "coherence.cross.a->b.macro",
              "coherence.cross.a->c",
              "coherence.cross.a->c.macro",
              "coherence.cross.b->a",
              "coherence.cross.b->a.macro",
              "coherence.given.1");
      // each once; macro: a mean over classes; given: (mean of a's targets + b's target) / 2
      double a = (0.75 + 0.25) / 2;
      assertThat(Arrays.copyOf(found, 7))
          .containsExactly(
              new double[] {0.75, 0.75, 0.25, 0.25, 2.0 / 3, 0.5, (a + 2.0 / 3) / 2},
              within(1e-12));
      // the first sample thrice, the last once
      assertThat(Arrays.copyOfRange(found, 7, 14))
          .containsExactly(
              new double[] {0.75, 0.5, 0, 0, 0.75, 0.5, (0.375 + 0.75) / 2}, within(1e-12));
    }
  }

  @Test
  void keysOfASamplerHaveItsNameBeforeTheAverage() {
    assertThat(verdicts().keys(".flow"))
        .startsWith("coherence.cross.a->b.flow", "coherence.cross.a->b.flow.macro")
        .endsWith("coherence.given.1.flow");
  }

  @Test
  void aClassThatIsNotDrawnIsNoPartOfTheMacroAverage() {
    try (Scope scope = Scope.open()) {
      double[] found = Tensors.doubles(verdicts().of(Tensors.of(new float[] {2, 2, 0, 0}, 1, 4)));
      assertThat(found[1]).isEqualTo(1);
      assertThat(found[3]).isEqualTo(0.5);
    }
  }

  @Test
  void whatTargetsHaveInCommonStaysInTheIntervalOfTheirMean() {
    // two targets right and wrong together: their mean is as uncertain as either
    Verdicts same = new Verdicts(400);
    int[] all = new int[400];
    long[] shown = new long[400];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
      shown[i] = i % 2;
    }
    same.add(Set.of("a"), "b", all, shown, new long[400]);
    same.add(Set.of("a"), "c", all, shown, new long[400]);

    Bootstrap.Intervals found = Bootstrap.of(400, 1, same);
    List<String> keys = same.keys("");

    int one = keys.indexOf("coherence.cross.a->b");
    int mean = keys.indexOf("coherence.given.1");
    assertThat(found.low()[mean]).isEqualTo(found.low()[one]);
    assertThat(found.high()[mean]).isEqualTo(found.high()[one]);
    // 1.96 standard errors of a share of one half; ends deviate by a tenth of that
    assertThat(found.high()[one] - found.low()[one])
        .isCloseTo(2 * 1.96 * Math.sqrt(0.25 / 400), within(0.012));
  }
}

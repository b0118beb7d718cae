package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnEngine
final class UnimodalTest {
  private static Run run(Toy toy) {
    return new Run(store -> toy.model(store, "a", "b"), "{'name': 'unimodal', 'beta': 0.5}");
  }

  @Test
  void itsGradientIsThatOfItsValue() {
    run(Toy.plain().withOwn(2)).checkGradient(Toy.batch(3, 1, "a", "b"), 1);
  }

  @Test
  void itIsTheSumOverModalitiesByThemselves() {
    Run run = run(Toy.plain());
    Batch both = Toy.batch(3, 1, "a", "b");

    double a = run.bound(both.given(Set.of("a")), 1);
    double b = run.bound(both.given(Set.of("b")), 1);

    // the same draws for each component: equal but for rounding
    assertThat(run.bound(both, 1)).isCloseTo(a + b, within(1e-12));
  }

  @Test
  void whatIsAbsentIsNotTrained() {
    Run run = run(Toy.plain());
    Batch none = Toy.missing(Toy.batch(3, 1, "a", "b"), "b", (byte) 0, (byte) 0, (byte) 0);

    run.gradient(none, 1);

    assertThat(Toy.gradient(run.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a")).isPositive();
  }
}

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
  void everyModalityPaysItsOwnFreeBits() {
    Run free =
        new Run(
            store -> Toy.plain().model(store, "a", "b"),
            "{'name': 'unimodal', 'beta': 0.5, 'free_bits': 100}");
    Batch both = Toy.batch(3, 1, "a", "b");

    double likelihood =
        free.log(both, 1, "log_likelihood.a") + free.log(both, 1, "log_likelihood.b");

    // two modalities, 2 dimensions of 100 nats each, at half their weight
    assertThat(free.value(both, 1) + likelihood).isCloseTo(200, within(1e-9));
    assertThat(free.loss(both, 1).terms())
        .extracting(Term::name)
        .containsExactly("likelihood.a", "likelihood.b", "kl");
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

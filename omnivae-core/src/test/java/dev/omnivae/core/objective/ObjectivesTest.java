package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import org.junit.jupiter.api.Test;

@OnEngine
final class ObjectivesTest {
  private static Run two(String json) {
    return new Run(store -> Toy.plain().model(store, "a", "b"), json);
  }

  @Test
  void listAddsWeightedTermsAndReportsTheFirstBound() {
    Batch batch = Toy.batch(4, 5, "a", "b");
    Run elbo = two("{'name': 'elbo-naive'}");
    Run both = two("[{'name': 'elbo-naive'}, {'name': 'infonce', 'weight': 3}]");

    Loss loss = both.loss(batch, 7);

    assertThat(loss.terms())
        .extracting(Term::name)
        .containsExactly("likelihood.a", "likelihood.b", "kl", "infonce");
    assertThat(Run.term(loss, "infonce").weight()).isEqualTo(Weight.of(3));
    assertThat(both.bound(batch, 7)).isCloseTo(elbo.bound(batch, 7), within(1e-12));
    assertThat(both.value(batch, 7))
        .isCloseTo(elbo.value(batch, 7) + 3 * both.log(batch, 7, "infonce"), within(1e-12));
    both.checkGradient(batch, 7);
  }

  @Test
  void weightsFollowTheClock() {
    Run run =
        two(
            "[{'name': 'elbo-naive'},"
                + " {'name': 'infonce', 'weight': {'from': 0, 'to': 2, 'epochs': 4}}]");
    Batch batch = Toy.batch(4, 5, "a", "b");

    assertThat(Run.term(run.loss(batch, 7, 0), "infonce").weight()).isEqualTo(Weight.of(0));
    assertThat(Run.term(run.loss(batch, 7, 1), "infonce").weight()).isEqualTo(Weight.of(0.5));
    assertThat(Run.term(run.loss(batch, 7, 9), "infonce").weight()).isEqualTo(Weight.of(2));
  }

  @Test
  void everyDefaultIsWrittenOut() {
    Settings settings = Settings.parse("{}");
    ParameterStore store = new ParameterStore();

    Objectives.create(settings, Toy.plain().model(store, "a", "b"), store.root());

    assertThat(settings.tree().toString())
        .isEqualTo(
            "{\"objective\":{\"name\":\"elbo-naive\",\"draws\":1,\"beta\":1.0,\"free_bits\":0.0,"
                + "\"private_codes\":\"own\",\"components\":\"each\"}}");
  }

  @Test
  void defaultFollowsTheModel() {
    Settings one = Settings.parse("{}");
    ParameterStore store = new ParameterStore();
    Objectives.create(one, Toy.plain().model(store, "a"), store.root());
    Settings factorised = Settings.parse("{}");
    ParameterStore other = new ParameterStore();
    Objectives.create(factorised, Toy.plain().factorised(other, "a", "b"), other.root());

    assertThat(one.child("objective").text("name", "")).isEqualTo("elbo");
    assertThat(factorised.child("objective").text("name", "")).isEqualTo("factorised");
  }

  @Test
  void klAloneDecodesNothing() {
    Run run = two("{'name': 'kl'}");
    Batch batch = Toy.batch(4, 5, "a", "b");

    assertThat(run.value(batch, 7))
        .isCloseTo((run.log(batch, 7, "kl.a") + run.log(batch, 7, "kl.b")) / 2, within(1e-12));
    assertThat(run.bound(batch, 7)).isNegative();
    run.checkGradient(batch, 7);
    run.gradient(batch, 7);
    assertThat(Toy.gradient(run.store(), "modality.a.decoder")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.shared")).isPositive();
  }

  @Test
  void addedTermOnAFactorisedModelReachesItsMixture() {
    Run run =
        new Run(
            store -> Toy.plain().factorised(store, "a", "b"),
            "[{'name': 'factorised'}, {'name': 'infonce', 'weight': 2}]");

    run.checkGradient(Toy.batch(3, 5, "a", "b"), 7);

    assertThat(run.log(Toy.batch(3, 5, "a", "b"), 7, "infonce")).isPositive();
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> two("[]"))
        .isInstanceOf(InputException.class)
        .hasMessage("objective must be at least one objective, got none; write {name: elbo-naive}");
    assertThatThrownBy(() -> two("{'name': 'elbo-nave'}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "objective.name must be a known name, got 'elbo-nave'; did you mean 'elbo-naive'?"
                + " choices: ");
    assertThatThrownBy(() -> two("{'name': 'factorised'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be an objective for the model, got 'factorised' for a"
                + " MultimodalVae; it trains a FactorisedVae; change model.kind or the objective");
    assertThatThrownBy(() -> two("[{'name': 'elbo-naive'}, {'name': 'infonce', 'weight': -3}]"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective[1].weight must be a number of at least 0, got -3; write 1.0 or {schedule:"
                + " linear, from: 0, to: 1, epochs: 2}");
    assertThatThrownBy(() -> two("{'name': 'elbo-naive', 'beta': {'form': 1}}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.beta must hold known keys, got 'form'; did you mean 'from'? choices: epochs,"
                + " from, schedule, start, steps, to");
    assertThatThrownBy(() -> two("{'name': 'elbo-naive', 'beta': {'schedule': 'cosine'}}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.beta.schedule must be a known schedule, got 'cosine'; did you mean"
                + " 'linear'? choices: cyclical, linear, logistic");
    assertThatThrownBy(() -> two("{'name': 'elbo-naive', 'beta': {'to': 'one'}}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.beta.to must be a number of at least 0, got \"one\"; write 1.0 or"
                + " {schedule: linear, from: 0, to: 1, epochs: 2}");
  }
}

package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Priors;
import dev.omnivae.core.testing.Toy;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
final class FreeBitsTest {
  // two samples, two dimensions: batch means 0.2 and 1
  private static final double[] KL = {0.1, 0.5, 0.3, 1.5};

  private static Tensor kl() {
    return Tensors.of(KL, 2, 2);
  }

  private static double mean(FreeBits free, Tensor kl) {
    return Tensors.item(free.counted(kl, null).mean());
  }

  @Test
  void aDimensionBelowItsFreeNatsCostsThem() {
    // given Σ max(0.25, mean), by the batch's mean though one sample is above
    assertThat(mean(new FreeBits(0.25, false), kl())).isCloseTo(0.25 + 1, within(1e-12));
    assertThat(mean(new FreeBits(0.1, false), kl())).isCloseTo(0.2 + 1, within(1e-12));
    assertThat(mean(new FreeBits(2, false), kl())).isCloseTo(4, within(1e-12));
    assertThat(mean(FreeBits.NONE, kl())).isCloseTo(1.2, within(1e-12));
  }

  @Test
  void aCodeSharesItsFreeNats() {
    assertThat(mean(new FreeBits(1.1, true), kl())).isCloseTo(1.2, within(1e-12));
    assertThat(mean(new FreeBits(1.3, true), kl())).isCloseTo(1.3, within(1e-12));
  }

  @Test
  void whatIsFreeHasNoGradientAndWhatCostsHasAll() {
    double[] gradient =
        Gradients.of(t -> new FreeBits(0.25, false).counted(t, null).mean(), KL, 2, 2);

    assertThat(gradient).containsExactly(0, 0.5, 0, 0.5);
  }

  @Test
  void theMeanIsOverTheSamplesThatAreThere() {
    Tensor there = Tensors.of(new byte[] {0, 1}, 2).to(ScalarType.Bool);

    double[] counted = Tensors.doubles(new FreeBits(0.25, false).counted(kl(), there));

    // the second sample alone: 0.3 and 1.5, both above
    assertThat(counted[1]).isCloseTo(1.8, within(1e-12));
  }

  @Test
  void anElboWithFreeBitsPaysThemAndReportsTheKlItself() {
    Batch batch = Toy.batch(4, 2, "a", "b");
    Run plain = run("");
    Run free = run(", 'free_bits': 100, 'beta': 0.5");

    // 2 dimensions of 100 nats
    assertThat(free.value(batch, 3) + logLikelihood(free, batch)).isCloseTo(100, within(1e-9));
    assertThat(free.bound(batch, 3)).isCloseTo(plain.bound(batch, 3), within(1e-12));
    assertThat(free.log(batch, 3, "kl.a")).isCloseTo(plain.log(batch, 3, "kl.a"), within(1e-12));
  }

  private static Run run(String options) {
    return new Run(
        store -> Toy.plain().model(store, "a", "b"), "{'name': 'elbo-naive'" + options + "}");
  }

  private static double logLikelihood(Run run, Batch batch) {
    return run.log(batch, 3, "log_likelihood.a") + run.log(batch, 3, "log_likelihood.b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "elbo-naive; {'name': 'mixture'}",
        "elbo-naive', 'components': 'random; {'name': 'mixture'}",
        "mopoe; {'name': 'mixture-of-products', 'prior': 'full'}",
        "mvae; {'name': 'product', 'prior': false}",
        "mvtcae; {'name': 'product', 'prior': false}",
        "crmvae; {'name': 'product', 'prior': false}",
        "dmvae; {'name': 'product', 'prior': false}",
        "jmvae; {'name': 'joint-encoder', 'hidden': [3]}",
        "telbo; {'name': 'joint-encoder', 'hidden': [3]}",
        "unimodal; {'name': 'mixture'}",
        "code; {'name': 'consensus'}"
      })
  void gradientMeetsCentralDifferencesWhereverTheyEnter(String name, String fusion) {
    for (String bits : new String[] {"0.3", "{'nats': 0.5, 'per': 'code'}"}) {
      Run run =
          new Run(
              store -> Toy.plain().withOwn(1).withFusion(fusion).model(store, "a", "b"),
              "{'name': '" + name + "', 'free_bits': " + bits + "}");

      run.checkGradient(Toy.batch(3, 5, "a", "b"), 7);
    }
  }

  @Test
  void badSettingsAreOneLine() {
    assertLine(
        "-1",
        "objective.free_bits must be a number of nats of at least 0, got -1; write 0.5, or {nats:"
            + " 4, per: code}");
    assertLine(
        "{'nats': 1, 'per': 'group'}",
        "objective.free_bits.per must be a known choice, got 'group'; did you mean 'code'? choices:"
            + " code, dimension");
    assertLine(
        "{'bits': 1}",
        "objective.free_bits must hold known keys, got 'bits'; did you mean 'nats'? choices: nats,"
            + " per");
    assertLine(
        "{'per': 'code'}",
        "objective.free_bits.nats must be given, got {\"per\":\"code\"}; write {nats: 0.5, per:"
            + " dimension}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixture", "vamp", "flow"})
  void perDimensionIsRefusedAtTheStartForAPriorWithoutAKlInClosedForm(String prior) {
    Function<ParameterStore, MultimodalVae> model =
        store -> Priors.vae("{'kind': '" + prior + "'}", store);

    for (String bits : new String[] {"0.5", "{'nats': 0.5, 'per': 'dimension'}"}) {
      assertThatThrownBy(() -> new Run(model, "{'name': 'elbo-naive', 'free_bits': " + bits + "}"))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "objective.free_bits must be per: code where the KL to the prior has no closed form,"
                  + " got per: dimension; write free_bits: {nats: 4, per: code}");
    }
    // what the line says to write is taken: a shared code and two private ones pay 1000 nats each
    Run run = new Run(model, "{'name': 'elbo-naive', 'free_bits': {'nats': 1000, 'per': 'code'}}");
    Batch batch = Toy.batch(3, 2, "a", "b");
    assertThat(run.value(batch, 3) + logLikelihood(run, batch)).isCloseTo(3000, within(1e-9));
  }

  private static void assertLine(String value, String line) {
    assertThatThrownBy(() -> run(", 'free_bits': " + value))
        .isInstanceOf(InputException.class)
        .hasMessage(line);
  }
}

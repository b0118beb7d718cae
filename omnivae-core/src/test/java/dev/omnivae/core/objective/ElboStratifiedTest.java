package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Fusion;
import dev.omnivae.core.fusion.Mixture;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.ModalityModel;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

@OnEngine
final class ElboStratifiedTest {
  private static final long SEED = 3;

  private static Run run(String options) {
    return new Run(
        store -> Toy.plain().model(store, "a", "b"), "{'name': 'elbo-stratified'" + options + "}");
  }

  /**
   * The published formula written out, expert by expert, with what it detaches given.
   *
   * @param frozen codes at which weights are taken, {@code (modality, batch, latent)}
   * @param frozenLog log q_d(z_d) there, {@code (modality, batch)}
   */
  private static double formula(Run run, Batch batch, Tensor frozen, Tensor frozenLog) {
    MultimodalVae m = (MultimodalVae) run.model();
    Experts x = m.encode(batch, Noise.of(SEED, 0, 0));
    Tensor z = x.shared().sample(Noise.of(SEED, 0, 0).stream("shared"), 1).squeeze(0);
    List<String> names = List.of("a", "b");
    double total = 0;
    for (int r = 0; r < 2; r++) {
      var q = x.of(names.get(r)).shared();
      for (int d = 0; d < 2; d++) {
        var p = m.part(names.get(d)).decoder().decode(z.select(0, d), null, Noise.of(0, 0, 0));
        Tensor log = p.logProb(batch.of(names.get(d)).value());
        Tensor weight = q.logProb(frozen.select(0, d)).sub(frozenLog.select(0, d)).exp();
        total += Tensors.item((r == d ? log : log.mul(weight)).mean()) / 2;
      }
      var prior = (dev.omnivae.core.distribution.Factorised) m.prior(null);
      total -= Tensors.item(q.klTo(prior).sum(-1).mean()) / 2;
    }
    return total;
  }

  private static Tensor codes(Run run, Batch batch) {
    MultimodalVae m = (MultimodalVae) run.model();
    return m.encode(batch, Noise.of(SEED, 0, 0))
        .shared()
        .sample(Noise.of(SEED, 0, 0).stream("shared"), 1)
        .squeeze(0)
        .detach();
  }

  private static Tensor logs(Run run, Batch batch, Tensor codes) {
    MultimodalVae m = (MultimodalVae) run.model();
    return m.encode(batch, Noise.of(SEED, 0, 0)).shared().logProb(codes).detach();
  }

  @Test
  void isThePublishedFormula() {
    Run run = run("");
    Batch batch = Toy.batch(4, 2, "a", "b");
    Tensor codes = codes(run, batch);

    assertThat(run.value(batch, SEED))
        .isCloseTo(-formula(run, batch, codes, logs(run, batch, codes)), within(1e-10));
  }

  @Test
  void gradientStopsWhereThePublishedOneDoes() {
    // central differences of the formula with z_d and q_d(z_d) of the weights held where they were
    Run run = run("");
    Batch batch = Toy.batch(3, 5, "a", "b");
    Tensor codes = codes(run, batch);
    Tensor logs = logs(run, batch, codes);
    double[] analytic = run.gradient(batch, SEED);
    double[] at = Tensors.doubles(run.store().values());
    double[] numeric = new double[at.length];

    try (NoGrad off = NoGrad.open()) {
      for (int i = 0; i < at.length; i++) {
        double[] moved = at.clone();
        moved[i] = at[i] + 1e-5;
        Toy.set(run.store(), moved);
        double up = formula(run, batch, codes, logs);
        moved[i] = at[i] - 1e-5;
        Toy.set(run.store(), moved);
        numeric[i] = -(up - formula(run, batch, codes, logs)) / 2e-5;
      }
    }

    assertThat(analytic).containsExactly(numeric, within(1e-6));
  }

  @Test
  void isTheNaiveElboInExpectation() {
    // given experts that stay close, so that weights have a small variance
    Run stratified = run(", 'draws': 500");
    Run naive =
        new Run(
            store -> Toy.plain().model(store, "a", "b"), "{'name': 'elbo-naive', 'draws': 500}");
    for (Run run : List.of(stratified, naive)) {
      double[] values = Tensors.doubles(run.store().values());
      int at = 0;
      for (var p : run.store().all()) {
        if (p.path().contains("shared")) {
          for (int i = 0; i < p.length(); i++) {
            values[at + i] *= 0.2;
          }
        }
        at += (int) p.length();
      }
      Toy.set(run.store(), values);
    }
    Batch batch = Toy.batch(4, 2, "a", "b");
    int n = 40;
    double sum = 0;
    double squares = 0;

    for (int i = 0; i < n; i++) {
      double difference = stratified.value(batch, i) - naive.value(batch, 1000 + i);
      sum += difference;
      squares += difference * difference;
    }

    double error = Math.sqrt((squares / n - (sum / n) * (sum / n)) / n);
    assertThat(error).isPositive().isLessThan(0.1);
    assertThat(sum / n).isCloseTo(0, within(4 * error));
  }

  @Test
  void oneModalityIsTheElbo() {
    Batch batch = Toy.batch(4, 2, "a");
    Run stratified =
        new Run(store -> Toy.plain().model(store, "a"), "{'name': 'elbo-stratified', 'draws': 2}");
    Run elbo = new Run(store -> Toy.plain().model(store, "a"), "{'name': 'elbo', 'draws': 2}");

    assertThat(stratified.value(batch, 9)).isCloseTo(elbo.value(batch, 9), within(1e-12));
    assertThat(stratified.gradient(batch, 9))
        .containsExactly(elbo.gradient(batch, 9), within(1e-12));
    assertThat(stratified.log(batch, 9, "log_likelihood.a"))
        .isCloseTo(elbo.log(batch, 9, "log_likelihood.a"), within(1e-12));
  }

  @Test
  void missingModalityGetsNoGradient() {
    Run run = run("");
    Batch batch = Toy.missing(Toy.batch(3, 2, "a", "b"), "b", (byte) 0, (byte) 0, (byte) 0);

    run.gradient(batch, SEED);

    assertThat(Toy.gradient(run.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(run.store(), "modality.a.shared")).isPositive();
  }

  @Test
  void anotherFusionIsRefusedBeforeAnyWork() {
    ParameterStore store = new ParameterStore();
    MultimodalVae mixture = Toy.plain().model(store, "a", "b");
    List<ModalityModel> parts = Stream.of("a", "b").map(mixture::part).toList();
    Fusion product =
        new Fusion() {
          @Override
          public Subsets components(int modalities) {
            return Subsets.full(modalities);
          }

          @Override
          public Posterior posterior(Experts experts, Subsets subsets) {
            return new Mixture().posterior(experts, subsets);
          }
        };
    MultimodalVae model =
        new MultimodalVae(
            store,
            parts,
            mixture.family(),
            mixture.latent(),
            product,
            (condition, encode) -> mixture.prior(condition));

    assertThatThrownBy(() -> Run.create(model, store, "{'name': 'elbo-stratified'}"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for a mixture of experts when it is elbo-stratified, got"
                + " another fusion; set model.fusion: mixture");
  }
}

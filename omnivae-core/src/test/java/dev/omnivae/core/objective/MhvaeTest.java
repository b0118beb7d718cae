package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.HierarchicalVae;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Hierarchies;
import dev.omnivae.core.testing.OnEngine;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** MHVAE in plain numbers, its subsets, its levels. */
@OnEngine
final class MhvaeTest {
  private static final String[] NAMES = {"a", "b"};
  private static final String KIND =
      "'kind': 'mhvae', 'latent': {'shared': 1}, 'hierarchy': {'levels': 2, 'hidden': 3, 'clamp': 5}";

  private static Run run(String options, String... names) {
    return new Run(
        store -> Hierarchies.model(store, KIND, names), "{'name': 'mhvae'%s}".formatted(options));
  }

  @Test
  void isThePublishedFormula() {
    Run run = run(", 'beta': 2", NAMES);
    Batch batch = Toy.batch(3, 2, NAMES);

    Scalars at = new Scalars(run, batch, 5);

    assertThat(run.value(batch, 5)).isCloseTo(-at.bound(2), within(1e-10));
    assertThat(run.bound(batch, 5)).isCloseTo(at.bound(1), within(1e-10));
    assertThat(run.log(batch, 5, "kl.shared")).isCloseTo(at.kl(2), within(1e-10));
    assertThat(run.log(batch, 5, "kl.level.1")).isCloseTo(at.kl(1), within(1e-10));
  }

  @Test
  void gradientMeetsCentralDifferences() {
    run(", 'beta': 2", NAMES).checkGradient(Toy.batch(2, 5, NAMES), 7);
    run(", 'subsets': 'random'", NAMES).checkGradient(Toy.batch(4, 5, NAMES), 7);
  }

  @Test
  void withoutAModalityItIsTheModelOfTheOthers() {
    // given parameters that start the same by path
    Batch batch = Toy.missing(Toy.batch(3, 2, NAMES), "b", (byte) 0, (byte) 0, (byte) 0);
    Run both = run("", NAMES);
    Run alone = run("", "a");

    // of the subsets {a}, {b}, {a, b} only the first counts: draws of components differ, so the
    // same bound is compared on many
    double[] of = new double[2];
    try (NoGrad off = NoGrad.open()) {
      Batch many = repeated(batch, 20_000);
      double[] first = Tensors.doubles(both.loss(many, 5).bound());
      double[] second = Tensors.doubles(alone.loss(many, 6).bound());
      of[0] = mean(first) - mean(second);
      of[1] = Math.hypot(standardError(first), standardError(second));
    }
    assertThat(of[0]).isCloseTo(0, within(5 * of[1]));
    assertThat(of[1]).isLessThan(0.05);

    both.gradient(batch, 5);
    assertThat(Toy.gradient(both.store(), "modality.b")).isZero();
    assertThat(Toy.gradient(both.store(), "modality.a.encoder")).isPositive();
    assertThat(Toy.gradient(both.store(), "modality.a.posterior1")).isPositive();
    assertThat(Toy.gradient(both.store(), "level1")).isPositive();
  }

  @Test
  void aRandomSubsetPerExampleIsTheSameInExpectation() {
    try (NoGrad off = NoGrad.open()) {
      Batch many = repeated(Toy.batch(1, 2, NAMES), 20_000);
      double[] all = Tensors.doubles(run("", NAMES).loss(many, 5).bound());
      double[] one = Tensors.doubles(run(", 'subsets': 'random'", NAMES).loss(many, 6).bound());

      double error = Math.hypot(standardError(all), standardError(one));
      assertThat(mean(one)).isCloseTo(mean(all), within(5 * error));
      assertThat(error).isLessThan(0.05);
      // and it is not that of the full set
      assertThat(standardError(one)).isGreaterThan(standardError(all));
    }
  }

  @Test
  void ofOneModalityItIsTheElboOfTheModel() {
    try (NoGrad off = NoGrad.open()) {
      Run run = run("", "a");
      HierarchicalVae model = (HierarchicalVae) run.model();
      Batch many = repeated(Toy.batch(1, 2, "a"), 20_000);
      Latents z = model.infer(many, 1, Noise.of(11, 0, 0));
      double[] drawn =
          Tensors.doubles(model.logJoint(z, many).sub(model.logProposal(z, many)).squeeze(0));
      double[] reported = Tensors.doubles(run.loss(many, 12).bound());

      double error = Math.hypot(standardError(drawn), standardError(reported));
      assertThat(mean(reported)).isCloseTo(mean(drawn), within(5 * error));
      assertThat(error).isLessThan(0.05);
    }
  }

  @Test
  void theBoundRisesInTraining() {
    Run run = run("", NAMES);
    Batch batch = Toy.batch(64, 2, NAMES);
    double before = run.bound(batch, 1);

    for (int step = 0; step < 300; step++) {
      double[] gradient = run.gradient(batch, step);
      double[] values = Tensors.doubles(run.store().values());
      for (int i = 0; i < values.length; i++) {
        values[i] -= 0.02 * Math.max(-1, Math.min(1, gradient[i]));
      }
      Toy.set(run.store(), values);
    }

    // data are noise, so there is little to learn but scales
    assertThat(run.bound(batch, 1)).isGreaterThan(before + 0.5);
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> run(", 'subsets': 'any'", NAMES))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("objective.subsets must be a known choice, got 'any'");
    String[] many = new String[11];
    Arrays.setAll(many, i -> "m" + i);
    assertThatThrownBy(() -> run("", many))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "objective.name must be for at most 10 modalities when it is mhvae, got 11; it goes"
                + " over all their subsets: leave some modalities out");
  }

  /** The first example many times. */
  private static Batch repeated(Batch batch, long size) {
    Map<String, Observation> repeated = new LinkedHashMap<>();
    batch
        .modalities()
        .forEach(
            (name, o) -> {
              Tensor value = o.value().narrow(0, 0, 1).expand(size, 2).clone();
              Tensor there = o.available();
              repeated.put(
                  name,
                  new Observation(
                      value, there == null ? null : there.narrow(0, 0, 1).expand(size), null));
            });
    return new Batch(repeated, null, null, Tensors.zeros(ScalarType.Long, size));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double standardError(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares) / values.length;
  }

  /** The formula in plain numbers, on the draws of a step. */
  private static final class Scalars {
    private final ParameterStore store;
    private final int size;
    private final double[][][] x = new double[2][][]; // modality, sample, element
    private final double[][][][] z = new double[3][3][][]; // level, component, sample, dimension

    Scalars(Run run, Batch batch, long seed) {
      store = run.store();
      size = (int) batch.size();
      HierarchicalVae m = (HierarchicalVae) run.model();
      try (NoGrad off = NoGrad.open()) {
        Tensor members = Subsets.powerset(2).members(null, 2, store.values()).expand(3, 2, size);
        List<HierarchicalVae.Drawn> chain = m.draw(m.see(batch), members, 1, Noise.of(seed, 0, 0));
        for (int c = 0; c < 3; c++) {
          z[2][c] = rows(chain.get(0).z().select(1, c).squeeze(0));
          z[1][c] = rows(chain.get(1).z().select(1, c).squeeze(0));
        }
      }
      for (int i = 0; i < 2; i++) {
        x[i] = rows(batch.of(NAMES[i]).value());
      }
    }

    private double[][] rows(Tensor t) {
      double[][] rows = new double[size][];
      for (int b = 0; b < size; b++) {
        rows[b] = Tensors.doubles(t.select(0, b));
      }
      return rows;
    }

    double bound(double beta) {
      double total = -beta * (kl(1) + kl(2));
      for (int c = 0; c < 3; c++) {
        for (int b = 0; b < size; b++) {
          for (int i = 0; i < 2; i++) {
            double[] mean = affine("modality." + NAMES[i] + ".decoder.out", z[1][c][b]);
            for (int e = 0; e < 2; e++) {
              total += Hierarchies.normal(x[i][b][e], mean[e], 2 * Math.log(0.75)) / 3 / size;
            }
          }
        }
      }
      return total;
    }

    /** Mean over subsets and samples. */
    double kl(int level) {
      double total = 0;
      for (int c = 0; c < 3; c++) {
        for (int b = 0; b < size; b++) {
          total += (level == 2 ? klDeepest(c, b) : klLowest(c, b)) / 3 / size;
        }
      }
      return total;
    }

    private double klDeepest(int c, int b) {
      double[][] experts = new double[2][];
      for (int i = 0; i < 2; i++) {
        experts[i] = clamped(affine("modality." + NAMES[i] + ".encoder.heads", skip(i, b)));
      }
      return product(c, 0, new double[] {0, 0}, experts);
    }

    private double klLowest(int c, int b) {
      double[] h = silu(affine("level1.down.fc1", z[2][c][b]));
      h = silu(affine("level1.down.fc2", h));
      double[] prior = clamped(affine("level1.prior", h));
      double[][] experts = new double[2][];
      for (int i = 0; i < 2; i++) {
        double[] joined = Arrays.copyOf(h, 6);
        System.arraycopy(skip(i, b), 0, joined, 3, 3);
        String block = "modality." + NAMES[i] + ".posterior1";
        experts[i] = clamped(affine(block + ".out", silu(affine(block + ".fc1", joined))));
      }
      return product(c, 0, prior, experts) + product(c, 1, prior, experts);
    }

    /** KL to the prior of the prior times the experts of subset c, in one dimension. */
    private static double product(int c, int dimension, double[] prior, double[][] experts) {
      int width = prior.length / 2;
      double mean = prior[dimension];
      double logVariance = prior[width + dimension];
      double precision = Math.exp(-logVariance);
      double weighted = mean * precision;
      for (int i = 0; i < 2; i++) {
        if (((c + 1) >> i & 1) == 1) { // subsets by binary counting
          double own = Math.exp(-experts[i][width + dimension]);
          precision += own;
          weighted += own * experts[i][dimension];
        }
      }
      return Hierarchies.kl(weighted / precision, -Math.log(precision), mean, logVariance);
    }

    private double[] skip(int i, int b) {
      return silu(affine("modality." + NAMES[i] + ".encoder.up1.fc1", x[i][b]));
    }

    private static double[] silu(double[] x) {
      return Arrays.stream(x).map(v -> v / (1 + Math.exp(-v))).toArray();
    }

    private static double[] clamped(double[] raw) {
      return Arrays.stream(raw).map(v -> 5 * Math.tanh(v / 5)).toArray();
    }

    private double[] affine(String path, double... in) {
      return Hierarchies.affine(store, path, in);
    }
  }
}

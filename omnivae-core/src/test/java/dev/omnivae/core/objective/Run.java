package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;

/** An objective on a toy model: its loss, its gradient, and both against each other. */
final class Run {
  private static final double H = 1e-5;

  private final ParameterStore store = new ParameterStore();
  private final Model model;
  private final Objective<Model> objective;

  /**
   * Builds model and objective.
   *
   * @param json the mapping or list under {@code objective}
   */
  Run(Function<ParameterStore, ? extends Model> model, String json) {
    this.model = model.apply(store);
    this.objective = create(this.model, store, json);
    Toy.allocate(store, 1);
  }

  static Objective<Model> create(Model model, ParameterStore store, String json) {
    return Objectives.create(
        Settings.parse("{\"objective\": " + json.replace('\'', '"') + "}"), model, store.root());
  }

  ParameterStore store() {
    return store;
  }

  Model model() {
    return model;
  }

  Objective<Model> objective() {
    return objective;
  }

  Loss loss(Batch batch, long seed) {
    return objective.of(step(batch, seed, 0));
  }

  Loss loss(Batch batch, long seed, double epoch) {
    return objective.of(step(batch, seed, epoch));
  }

  private Step<Model> step(Batch batch, long seed, double epoch) {
    return new Step<>(model, null, batch, Noise.of(seed, 0, 0), new Clock(0, epoch, 0, 100), true);
  }

  static Tensor total(Loss loss) {
    return loss.terms().stream()
        .map(term -> term.weight().times(term.nats().mean()))
        .reduce(Tensor::add)
        .orElseThrow();
  }

  /** The term of that name. */
  static Term term(Loss loss, String name) {
    return loss.terms().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  double value(Batch batch, long seed) {
    try (Scope scope = Scope.open()) {
      return Tensors.item(total(loss(batch, seed)));
    }
  }

  double bound(Batch batch, long seed) {
    try (Scope scope = Scope.open()) {
      return Tensors.item(loss(batch, seed).bound().mean());
    }
  }

  /** A logged number. */
  double log(Batch batch, long seed, String name) {
    try (Scope scope = Scope.open()) {
      return Tensors.item(Objects.requireNonNull(loss(batch, seed).log().get(name), name));
    }
  }

  /** The flat gradient of the loss by backpropagation. */
  double[] gradient(Batch batch, long seed) {
    try (Scope scope = Scope.open()) {
      store.clearGradients();
      total(loss(batch, seed)).backward();
      return Tensors.doubles(Gradients.flat(store));
    }
  }

  /**
   * Asserts that the gradient is that of the value, with the draws held fixed: central differences
   * err by about 1e-10 here, 1e-6 leaves room for steep parameters.
   */
  void checkGradient(Batch batch, long seed) {
    checkGradient(batch, seed, path -> true);
  }

  /** As above for the parameters of those paths: an objective that detaches has no other slope. */
  void checkGradient(Batch batch, long seed, Predicate<String> paths) {
    double[] analytic = gradient(batch, seed);
    double[] numeric = numeric(batch, seed);
    int at = 0;
    for (Parameter p : store.all()) {
      int to = at + Math.toIntExact(p.length());
      if (paths.test(p.path())) {
        assertThat(Arrays.copyOfRange(analytic, at, to))
            .as(p.path())
            .containsExactly(Arrays.copyOfRange(numeric, at, to), Offset.offset(1e-6));
      }
      at = to;
    }
  }

  private double[] numeric(Batch batch, long seed) {
    double[] at = Tensors.doubles(store.values());
    double[] slope = new double[at.length];
    try (NoGrad off = NoGrad.open()) {
      for (int i = 0; i < at.length; i++) {
        double[] moved = at.clone();
        moved[i] = at[i] + H;
        Toy.set(store, moved);
        double up = value(batch, seed);
        moved[i] = at[i] - H;
        Toy.set(store, moved);
        slope[i] = (up - value(batch, seed)) / (2 * H);
      }
      Toy.set(store, at);
    }
    return slope;
  }
}

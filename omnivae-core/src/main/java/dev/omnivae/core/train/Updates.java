package dev.omnivae.core.train;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.objective.Loss;
import dev.omnivae.core.objective.Objective;
import dev.omnivae.core.objective.Step;
import dev.omnivae.core.objective.Term;
import dev.omnivae.core.state.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.jspecify.annotations.Nullable;

/** Takes the gradients of a phase's turns and moves their parameters. */
final class Updates {
  /** Before the names of terms among what a step measures. */
  static final String TERMS = "terms.";

  /** Before the names of what an objective logs beside its terms. */
  static final String LOG = "log.";

  private final ParameterStore store;
  private final double clip;
  private final List<Mover> movers = new ArrayList<>();

  /** One turn with an optimiser for each of its groups. */
  private record Mover(Turn turn, List<Optimizer> optimizers) {}

  Updates(ParameterStore store, Phase phase) {
    this.store = store;
    this.clip = phase.settings().clip();
    store.trainOnly(
        phase.turns().stream()
            .flatMap(turn -> turn.groups().stream())
            .map(Turn.Trained::group)
            .toList());
    for (Turn turn : phase.turns()) {
      List<Optimizer> optimizers =
          turn.groups().stream()
              .map(t -> Optimizer.of(t.optimizer(), t.group().tensors()))
              .toList();
      movers.add(new Mover(turn, optimizers));
    }
  }

  /**
   * One step of every turn whose time it is.
   *
   * @param done steps done in the phase
   * @param total steps of the phase
   * @param look is shown the gradients; null for nobody
   */
  Means stepInPlace(Step<Model> step, long done, long total, @Nullable CloseLook look) {
    List<Mover> due = movers.stream().filter(m -> done % m.turn().every() == 0).toList();
    Map<String, Tensor> measured = new LinkedHashMap<>();
    List<List<List<Tensor>>> gradients = new ArrayList<>(); // of turn, group, parameter
    boolean several = movers.size() > 1;
    for (Mover mover : due) {
      String prefix = several ? mover.turn().name() + "." : "";
      Step<Model> own = several ? step.stream(mover.turn().name()) : step;
      Loss loss = of(mover.turn().objective(), own);
      Tensor sum = total(loss, prefix, measured);
      // turns share the experts' graph until the last has passed through it
      backward(sum, gradients.size() < due.size() - 1);
      List<List<Tensor>> taken =
          mover.turn().groups().stream().map(trained -> trained.group().takeGradients()).toList();
      store.clearGradients(); // of what this turn does not move
      if (look != null) {
        look.gradients(mover.turn(), taken);
      }
      if (clip > 0) {
        Tensor norm = norm(taken);
        taken = clipped(taken, norm);
        measured.put(prefix + "gradient_norm", norm);
      }
      gradients.add(taken);
      measured.put(prefix + "bound", loss.bound());
      measured.put(prefix + "loss", sum);
      loss.log().forEach((name, value) -> measured.put(LOG + prefix + name, value));
    }
    // only now: a move between a forward and its backward would go undetected and be wrong
    for (int turn = 0; turn < due.size(); turn++) {
      Mover mover = due.get(turn);
      for (int i = 0; i < mover.optimizers().size(); i++) {
        OptimizerSettings settings = mover.turn().groups().get(i).optimizer();
        mover
            .optimizers()
            .get(i)
            .stepInPlace(gradients.get(turn).get(i), settings.learningRate(done, total));
      }
    }
    return Means.of(measured);
  }

  /** The state of all optimisers, by turn and group. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (Mover mover : movers) {
      for (int i = 0; i < mover.optimizers().size(); i++) {
        String prefix = "optimizer." + mover.turn().name() + "." + i + ".";
        mover.optimizers().get(i).state().forEach((name, t) -> state.put(prefix + name, t));
      }
    }
    return state;
  }

  /** What an objective makes of a step; the plan has checked that it can train this model. */
  @SuppressWarnings("unchecked")
  static Loss of(Objective<?> objective, Step<Model> step) {
    return ((Objective<Model>) objective).of(step);
  }

  /** Weighted sum of the terms' means, with each term put into {@code measured}. */
  static Tensor total(Loss loss, String prefix, Map<String, Tensor> measured) {
    Tensor total = null;
    for (Term term : loss.terms()) {
      measured.put(TERMS + prefix + term.name(), term.nats());
      Tensor weighted = term.weight().times(mean(term.nats()));
      total = total == null ? weighted : total.add(weighted);
    }
    if (total == null) {
      throw new IllegalStateException("an objective gave a loss without terms");
    }
    return total;
  }

  static Tensor mean(Tensor value) {
    return value.dim() == 0 ? value : value.mean();
  }

  private static void backward(Tensor sum, boolean retain) {
    if (retain) {
      sum.backward(new Tensor(), new BoolOptional(true), false, new TensorArrayRefOptional());
    } else {
      sum.backward();
    }
  }

  /** Euclidean norm of all of them together. */
  private static Tensor norm(List<List<Tensor>> gradients) {
    List<Tensor> norms = gradients.stream().flatMap(List::stream).map(Tensor::norm).toList();
    return Tensors.stack(norms, 0).norm();
  }

  /** Scaled to a norm of at most {@code clip}; anew, since two gradients may share memory. */
  private List<List<Tensor>> clipped(List<List<Tensor>> gradients, Tensor norm) {
    try (Scalar limit = new Scalar(clip);
        Scalar one = new Scalar(1.0)) {
      Tensor factor = Tensors.plus(norm, 1e-6).reciprocal().mul(limit).clamp_max(one);
      return gradients.stream()
          .map(group -> group.stream().map(gradient -> gradient.mul(factor)).toList())
          .toList();
    }
  }
}

package dev.omnivae.core.train;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.objective.Loss;
import dev.omnivae.core.objective.Objective;
import dev.omnivae.core.objective.Step;
import dev.omnivae.core.objective.Term;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;

/** Takes the gradients of a phase's turns and moves their parameters. */
final class Updates {
  /** Before the names of terms among what a step measures. */
  static final String TERMS = "terms.";

  /** Before the names of what an objective logs beside its terms. */
  static final String LOG = "log.";

  private final ParameterStore store;
  private final double clip;
  private final List<Mover> movers = new ArrayList<>();

  /** One turn with its optimisers and the gradients they read. */
  private record Mover(
      Turn turn, List<Tensor> sources, List<Tensor> gradients, List<Optimizer> optimizers) {}

  Updates(ParameterStore store, Phase phase) {
    this.store = store;
    this.clip = phase.settings().clip();
    for (Turn turn : phase.turns()) {
      movers.add(mover(turn, phase.turns().size() > 1));
    }
  }

  /**
   * @param apart whether the turn needs gradients of its own: one turn reads the flat gradient
   *     itself
   */
  private Mover mover(Turn turn, boolean apart) {
    List<Tensor> allSources = new ArrayList<>();
    List<Tensor> allGradients = new ArrayList<>();
    List<Optimizer> optimizers = new ArrayList<>();
    for (Turn.Trained trained : turn.groups()) {
      List<Tensor> values = new ArrayList<>();
      List<Tensor> gradients = new ArrayList<>();
      for (Range range : trained.group().ranges()) {
        values.add(store.values().narrow(0, range.from(), range.length()));
        Tensor source = store.gradients().narrow(0, range.from(), range.length());
        allSources.add(source);
        gradients.add(apart ? torch.zeros_like(source) : source);
      }
      allGradients.addAll(gradients);
      optimizers.add(Optimizer.of(trained.optimizer(), values, gradients));
    }
    return new Mover(turn, allSources, allGradients, optimizers);
  }

  /**
   * One step of every turn whose time it is.
   *
   * @param done steps done in the phase
   * @param total steps of the phase
   */
  Window.Measured stepInPlace(Step<Model> step, long done, long total) {
    List<Mover> due = movers.stream().filter(m -> done % m.turn().every() == 0).toList();
    Map<String, Tensor> finite = new LinkedHashMap<>();
    Map<String, Tensor> others = new LinkedHashMap<>();
    for (int i = 0; i < due.size(); i++) {
      Mover mover = due.get(i);
      boolean several = movers.size() > 1;
      String prefix = several ? mover.turn().name() + "." : "";
      Step<Model> own = several ? step.stream(mover.turn().name()) : step;
      Loss loss = of(mover.turn().objective(), own);
      Tensor sum = total(loss, prefix, finite);
      // turns share the experts' graph until the last has passed through it
      backward(sum, i < due.size() - 1);
      try (NoGrad off = NoGrad.open()) {
        if (several) {
          for (int g = 0; g < mover.sources().size(); g++) {
            mover.gradients().get(g).copy_(mover.sources().get(g));
          }
          store.zeroGradients();
        }
        if (clip > 0) {
          finite.put(prefix + "gradient_norm", clipInPlace(mover.gradients()));
        }
        finite.put(prefix + "bound", mean(loss.bound().detach()));
        finite.put(prefix + "loss", sum.detach());
        loss.log().forEach((name, value) -> others.put(LOG + prefix + name, mean(value.detach())));
      }
    }
    // only now: a move between a forward and its backward would go undetected and be wrong
    for (Mover mover : due) {
      for (int i = 0; i < mover.optimizers().size(); i++) {
        OptimizerSettings settings = mover.turn().groups().get(i).optimizer();
        mover.optimizers().get(i).stepInPlace(settings.learningRate(done, total));
      }
    }
    store.zeroGradients();
    int mustBeFinite = finite.size();
    finite.putAll(others);
    return new Window.Measured(
        List.copyOf(finite.keySet()), List.copyOf(finite.values()), mustBeFinite);
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

  /** Weighted sum of the terms' means, with each mean put into {@code measured}. */
  static Tensor total(Loss loss, String prefix, Map<String, Tensor> measured) {
    Tensor total = null;
    for (Term term : loss.terms()) {
      Tensor nats = mean(term.nats());
      measured.put(TERMS + prefix + term.name(), nats.detach());
      Tensor weighted = Tensors.times(nats, term.weight());
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

  private Tensor clipInPlace(List<Tensor> gradients) {
    List<Tensor> norms = gradients.stream().map(Tensor::norm).toList();
    Tensor norm = norms.size() == 1 ? norms.get(0) : Tensors.stack(norms, 0).norm();
    try (Scalar limit = new Scalar(clip);
        Scalar one = new Scalar(1.0)) {
      Tensor factor = Tensors.plus(norm, 1e-6).reciprocal().mul(limit).clamp_max(one);
      for (Tensor gradient : gradients) {
        gradient.mul_(factor);
      }
    }
    return norm;
  }
}

package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.Stateful;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * An objective whose modalities pull equally at the codes they share: each modality's term is
 * weighed by the inverse of the norm of its gradient. The key {@code balance}.
 *
 * <pre>{@code
 * g_m = ‖∂ mean L_m / ∂z‖        over all draws, components, samples and dimensions of the batch
 * ĝ_m ← ρ ĝ_m + (1 - ρ) g_m      corrected for its beginning
 * a_m = M / ĝ_m / Σ_n 1/ĝ_n      Σ_m a_m = M
 * }</pre>
 *
 * <p>L_m is the modality's term with its own weight, z what {@link Loss#shared} gives: the drawn
 * shared codes, which for all decoders are the last that they share. Weights are detached. Since
 * they sum to M, likelihoods together count against the KL as before. A modality that has no
 * gradient in a step (no sample has it) keeps its ĝ; one that never had has weight 1. Norms are
 * taken in training steps, every {@code every} of them, at the cost of a second pass back through
 * the decoders; validation has the last weights. The bound that is reported stays as it is.
 *
 * <p>After Chen et al. 2018, "GradNorm: Gradient Normalization for Adaptive Loss Balancing in Deep
 * Multitask Networks", with rates of training left out (its α = 0) and the weights that make norms
 * equal computed, where GradNorm takes steps of gradient descent towards them.
 *
 * @param <M> the models it can train
 */
final class Balanced<M extends Model> implements Objective<M> {
  private final Objective<M> objective;
  private final List<String> modalities;
  private final Options o;
  private final Kept kept; // ρ-weighted sums of norms, then of ones

  /**
   * How.
   *
   * @param every steps between measurements
   * @param decay ρ
   */
  record Options(int every, double decay) {
    private static final String NAME = "gradient_norms";
    private static final List<String> KEYS = List.of("by", "every", "decay");

    /** Reads {@code gradient_norms}, or {@code {by: gradient_norms, every: 1, decay: 0.9}}. */
    static Options read(JsonNode node, String path) {
      String by = node.isObject() ? node.path("by").asText(NAME) : node.asText();
      if (!by.equals(NAME)) {
        throw new InputException(
            "%s must be a known choice, got '%s'; %s"
                .formatted(path, by, Nearest.hint(by, List.of(NAME))));
      }
      if (node.isObject()) {
        Schedules.allow(node, path, KEYS);
      }
      JsonNode every = node.path("every");
      if (!every.isMissingNode() && !(every.isInt() && every.intValue() >= 1)) {
        throw InputException.of(path + ".every", "at least 1 step", every, "write every: 1");
      }
      JsonNode decay = node.path("decay");
      if (!decay.isMissingNode()
          && !(decay.isNumber() && decay.doubleValue() >= 0 && decay.doubleValue() < 1)) {
        throw InputException.of(path + ".decay", "at least 0, below 1", decay, "write decay: 0.9");
      }
      return new Options(every.asInt(1), decay.asDouble(0.9));
    }
  }

  private Balanced(Objective<M> objective, List<String> modalities, Options o) {
    this.objective = objective;
    this.modalities = List.copyOf(modalities);
    this.o = o;
    this.kept = new Kept(new double[2 * modalities.size()]);
  }

  /**
   * Balances an objective.
   *
   * @param node the key {@code balance}
   * @throws InputException on a bad value, or where the objective has no term per modality
   */
  static <M extends Model> Objective<M> of(
      Objective<M> objective, String name, List<String> modalities, JsonNode node, String path) {
    Options options = Options.read(node, path);
    if (!objective.termPerModality()) {
      throw InputException.of(
          path,
          "left out where the objective has no term per modality",
          "'" + name + "'",
          "choose another objective, or set model.modalities.NAME.weight");
    }
    return new Balanced<>(objective, modalities, options);
  }

  @Override
  public Loss of(Step<M> step) {
    Loss loss = objective.of(step);
    Tensor shared = Objects.requireNonNull(loss.shared(), "a loss with a term per modality");
    if (step.training() && step.clock().step() % o.every() == 0) {
      measure(loss, shared);
    }
    Tensor weights = weights(shared);
    Map<String, Tensor> log = new LinkedHashMap<>(loss.log());
    List<Term> terms = new ArrayList<>();
    for (Term term : loss.terms()) {
      String modality = term.modality();
      if (modality == null) {
        terms.add(term);
      } else {
        Tensor weight = weights.select(0, modalities.indexOf(modality));
        terms.add(term.times(Weight.of(weight)));
        log.put("balance." + modality, weight.to(shared.scalar_type()));
      }
    }
    return new Loss(terms, loss.bound(), log, shared);
  }

  private void measure(Loss loss, Tensor shared) {
    Map<String, Tensor> sums = new LinkedHashMap<>();
    for (Term term : loss.terms()) {
      if (term.modality() != null) {
        sums.merge(term.modality(), term.weight().times(term.nats().mean()), Tensor::add);
      }
    }
    List<Tensor> norms = new ArrayList<>();
    for (String modality : modalities) {
      norms.add(norm(sums.get(modality), shared));
    }
    try (NoGrad off = NoGrad.open()) {
      Tensor now = Tensors.stack(norms, 0).to(ScalarType.Double); // (modality)
      Tensor zero = Tensors.scalar(0, now);
      Tensor seen = now.isfinite().logical_and(now.gt(zero));
      Tensor ones = torch.where(seen, torch.ones_like(now), zero);
      Tensor both = Tensors.cat(List.of(torch.where(seen, now, zero), ones), 0);
      Tensor before = kept.on(shared);
      Tensor moved = Tensors.times(before, o.decay()).add(Tensors.times(both, 1 - o.decay()));
      kept.set(torch.where(Tensors.cat(List.of(seen, seen), 0), moved, before));
    }
  }

  /** grad, not backward: nothing must reach the gradients of parameters. */
  private static Tensor norm(@Nullable Tensor sum, Tensor shared) {
    if (sum == null || !sum.requires_grad()) {
      return Tensors.scalar(0, shared.detach());
    }
    Tensor gradient =
        torch
            .grad(
                Tensors.vector(List.of(sum)),
                Tensors.vector(List.of(shared)),
                new TensorVector(),
                new BoolOptional(true), // the loss's own backward follows
                false,
                true)
            .get(0);
    return gradient.defined() ? gradient.detach().norm() : Tensors.scalar(0, shared.detach());
  }

  /** a_m: {@code (modality)} float64, without gradient. */
  private Tensor weights(Tensor like) {
    try (NoGrad off = NoGrad.open()) {
      Tensor state = kept.on(like);
      int count = modalities.size();
      Tensor sums = state.narrow(0, 0, count);
      Tensor mass = state.narrow(0, count, count);
      Tensor zero = Tensors.scalar(0, state);
      Tensor known = mass.gt(zero);
      Tensor inverse = torch.where(known, mass.div(sums), zero);
      Tensor share = inverse.div(inverse.sum()).mul(known.to(state.scalar_type()).sum());
      return torch.where(known, share, torch.ones_like(share));
    }
  }

  @Override
  public Optional<String> needsComplete() {
    return objective.needsComplete();
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Class<M> models() {
    return objective.models();
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("balanced", objective, "balance", new Norms());
  }

  /** The running norms, to save. */
  private final class Norms implements Stateful {
    @Override
    public Map<String, Double> scalars() {
      double[] values = kept.values();
      Map<String, Double> scalars = new LinkedHashMap<>();
      for (int m = 0; m < modalities.size(); m++) {
        scalars.put("norm." + modalities.get(m), values[m]);
        scalars.put("mass." + modalities.get(m), values[modalities.size() + m]);
      }
      return scalars;
    }

    @Override
    public void restore(Map<String, Double> scalars) {
      double[] values = new double[2 * modalities.size()];
      for (int m = 0; m < modalities.size(); m++) {
        values[m] = scalars.getOrDefault("norm." + modalities.get(m), 0.0);
        values[modalities.size() + m] = scalars.getOrDefault("mass." + modalities.get(m), 0.0);
      }
      kept.restore(values);
    }
  }
}

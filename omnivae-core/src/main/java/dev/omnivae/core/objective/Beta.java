package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.Stateful;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How a KL counts in a loss: what of it counts ({@link FreeBits}), and by which factor, a number, a
 * schedule, a {@link KlController}, or a {@link Capacity}. The keys {@code beta} and {@code
 * free_bits}.
 */
final class Beta implements Stateful {
  private final Factor factor;
  private final boolean constant;
  private final FreeBits free;
  private final String place;

  /** What β is in a step. */
  interface Factor extends Stateful {
    /**
     * The factor.
     *
     * @param kl what it weighs, values to average
     */
    Weight at(Step<?> s, Tensor kl);

    /** Another for another KL, at its beginning. */
    default Factor copy() {
      return this;
    }
  }

  private Beta(Factor factor, boolean constant, FreeBits free, String place) {
    this.factor = factor;
    this.constant = constant;
    this.free = free;
    this.place = place;
  }

  /** Without free bits: where there is no KL that they could enter. */
  static Beta read(@Nullable JsonNode beta, String path, double otherwise) {
    return new Beta(
        factor(beta, path, otherwise), beta == null || !beta.isObject(), FreeBits.NONE, "");
  }

  private static Factor factor(@Nullable JsonNode beta, String path, double otherwise) {
    if (beta != null && beta.has("target_kl")) {
      return KlController.read(beta, path);
    }
    if (beta != null && beta.has(Capacity.KEY)) {
      return Capacity.read(beta, path);
    }
    Coefficient schedule = Coefficient.read(beta, path, otherwise);
    return (s, kl) -> Weight.of(schedule.at(s.clock()));
  }

  /** The keys {@code beta} and {@code free_bits} of an objective for that model. */
  static Beta read(
      JsonNode beta, JsonNode freeBits, Settings settings, Model model, double otherwise) {
    return read(beta, settings.path("beta"), otherwise)
        .withFreeBits(FreeBits.read(freeBits, settings, model));
  }

  Beta withFreeBits(FreeBits bits) {
    return new Beta(factor, constant, bits, place);
  }

  /** Fails on a capacity, for a loss in which β stands inside a logarithm and weighs no KL. */
  Beta withoutCapacity(String path) {
    if (factor instanceof Capacity) {
      throw InputException.of(
          path,
          "a number, a schedule or a controller where it stands inside importance weights",
          "a capacity",
          "use another objective, such as elbo");
    }
    return this;
  }

  /** For one of several KLs, with a controller of its own; its name is added to what is logged. */
  Beta of(String name) {
    return new Beta(factor.copy(), constant, free, "." + name);
  }

  static boolean isSchedule(JsonNode node) {
    return node.has("schedule")
        || node.has("target_kl")
        || node.has(Capacity.KEY)
        || node.has("from")
        || node.has("to");
  }

  // ---- what counts ----

  /**
   * The KL of every component with the private ones its draws used, as it counts.
   *
   * @param kl what {@link Bounds#kl(Posterior, Draws, Distribution)} says, which it is without free
   *     bits
   * @return {@code (component, batch)} in nats
   */
  Tensor counted(Tensor kl, Posterior q, Draws z, Distribution prior) {
    if (free.none()) {
      return kl;
    }
    Tensor own = own(z);
    Tensor shared = shared(q, z, prior);
    return own == null ? shared : shared.add(own);
  }

  /** The shared part of {@link #counted}. */
  Tensor shared(Posterior q, Draws z, Distribution prior) {
    if (free.none()) {
      return Bounds.sharedKl(q, z, prior);
    }
    Tensor there = Bounds.present(q.logWeights());
    if (prior instanceof Factorised p
        && q.components() instanceof Factorised each
        && each.hasKlTo(p)) {
      return free.counted(each.klTo(p), there);
    }
    requireDimensions(false);
    return free.counted(Bounds.sharedKl(q, z, prior).unsqueeze(-1), there);
  }

  /** The private part of {@link #counted}; null without private codes. */
  @Nullable Tensor own(Draws z) {
    Tensor total = null;
    for (String target : z.own().keySet()) {
      Tensor each = own(z, target);
      total = total == null ? each : total.add(each);
    }
    return total;
  }

  /** The part of one private code: {@code (component, batch)}, or one component for all. */
  Tensor own(Draws z, String target) {
    Factorised q = Objects.requireNonNull(z.ownPosterior().get(target));
    Factorised p = Objects.requireNonNull(z.ownPrior().get(target));
    Tensor used = z.ownUsed().get(target);
    Tensor kl = free.counted(q.klTo(p).unsqueeze(0), used);
    return Tensors.masked(kl, used);
  }

  /**
   * Any KL as it counts.
   *
   * @param kl {@code (..., batch, dimension)}
   * @param there {@code (..., batch)} boolean; null for all
   */
  Tensor counted(Tensor kl, @Nullable Tensor there) {
    return free.counted(kl, there);
  }

  /**
   * As above, over all samples.
   *
   * @param closed whether the last axis is that of the dimensions, in closed form, and not one
   *     estimate of their sum
   */
  Tensor counted(Tensor kl, boolean closed) {
    requireDimensions(closed);
    return free.counted(kl, null);
  }

  private void requireDimensions(boolean closed) {
    if (!closed) {
      free.requireCode("free_bits"); // a prior of a plug-in may not have said so before
    }
  }

  // ---- how much it counts ----

  /**
   * The factor of this step. One that changes is logged as {@code beta}, with its {@code kl}.
   *
   * @param kl the KL itself that it weighs, free bits aside: values to average
   */
  Weight at(Step<?> s, Tensor kl, Parts parts) {
    Weight weight = factor.at(s, kl);
    if (!constant) {
      parts.put("beta" + place, weight.like(kl)).put("kl" + place, kl);
    }
    return weight;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of(factor instanceof KlController ? "controller" : "schedule", factor);
  }
}

package dev.omnivae.core.model;

import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Codes drawn from a posterior.
 *
 * @param shared {@code (draw, component, batch, latent)}
 * @param own private code per <b>target</b>: {@code (draw, component, batch, private)}; empty
 *     without private codes
 * @param ownPosterior per target with a private code: q(w given x), {@code (batch, private)}
 * @param ownPrior per target: p(w), {@code (private)}
 * @param ownUsed per target, where the draw came from its own posterior: {@code (component, batch)}
 *     boolean; null for everywhere
 * @param ownDrawn per target, what was drawn from its own posterior for every component, used or
 *     not: in the shape of {@code own}
 */
public record Draws(
    Tensor shared,
    Map<String, Tensor> own,
    Map<String, Factorised> ownPosterior,
    Map<String, Factorised> ownPrior,
    Map<String, @Nullable Tensor> ownUsed,
    Map<String, Tensor> ownDrawn) {

  /** Draws of which all private ones are used. */
  public Draws(
      Tensor shared,
      Map<String, Tensor> own,
      Map<String, Factorised> ownPosterior,
      Map<String, Factorised> ownPrior,
      Map<String, @Nullable Tensor> ownUsed) {
    this(shared, own, ownPosterior, ownPrior, ownUsed, own);
  }

  /**
   * KL of the private posteriors that were used, summed over targets.
   *
   * <pre>{@code Σ_t used_t · KL(q(w_t | x_t), p(w_t))}</pre>
   *
   * @return {@code (component, batch)} in nats, or null without private codes
   */
  public @Nullable Tensor ownKl() {
    Tensor total = null;
    for (Tensor kl : ownKlEach().values()) {
      total = add(total, kl);
    }
    return total;
  }

  /**
   * The parts of {@link #ownKl()}, zero where a private posterior was not used.
   *
   * @return per target {@code (component, batch)} in nats, never negative; one component where all
   *     are used
   */
  public Map<String, Tensor> ownKlEach() {
    Map<String, Tensor> each = new LinkedHashMap<>();
    for (String target : own.keySet()) {
      Tensor kl =
          get(ownPosterior, target).klTo(get(ownPrior, target)).sum(-1).unsqueeze(0); // (1, batch)
      each.put(target, Tensors.masked(kl, ownUsed.get(target)));
    }
    return each;
  }

  /**
   * log p(w) - log q(w) of the private codes drawn from posteriors, summed over targets.
   *
   * @param detached whether the posterior's parameters are detached (DReG)
   * @return {@code (draw, component, batch)} in nats, or null without private codes
   */
  public @Nullable Tensor logOwnRatio(boolean detached) {
    Tensor total = null;
    for (Map.Entry<String, Tensor> entry : own.entrySet()) {
      Factorised q = get(ownPosterior, entry.getKey());
      Tensor w = entry.getValue();
      Tensor ratio =
          get(ownPrior, entry.getKey()).logProb(w).sub((detached ? q.detach() : q).logProb(w));
      total = add(total, Tensors.masked(ratio, ownUsed.get(entry.getKey())));
    }
    return total;
  }

  /** Shared and private codes under their names. */
  public Latents latents() {
    Map<String, Tensor> codes = new LinkedHashMap<>();
    codes.put(Latents.SHARED, shared);
    own.forEach((name, code) -> codes.put(Latents.own(name), code));
    return new Latents(codes);
  }

  /**
   * Everything that was drawn from a posterior, shared code first: what a gradient hook (DReG) has
   * to reach. A draw from an auxiliary prior is not among them: its scale is a parameter of the
   * generative side.
   */
  public List<Tensor> all() {
    List<Tensor> all = new java.util.ArrayList<>();
    all.add(shared);
    all.addAll(ownDrawn.values());
    return all;
  }

  private static Factorised get(Map<String, Factorised> map, String target) {
    Factorised found = map.get(target);
    if (found == null) {
      throw new IllegalStateException("no private distribution for '" + target + "'");
    }
    return found;
  }

  private static Tensor add(@Nullable Tensor total, Tensor term) {
    return total == null ? term : total.add(term);
  }
}

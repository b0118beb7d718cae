package dev.omnivae.core.model;

import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Draws the private codes of modalities beside shared codes, one modality after the other. */
final class OwnDraws {
  private final Posterior q;
  private final Tensor shared;
  private final PrivateCodes across;
  private final Noise noise;

  private final Map<String, Tensor> own = new LinkedHashMap<>();
  private final Map<String, Factorised> posterior = new LinkedHashMap<>();
  private final Map<String, Factorised> prior = new LinkedHashMap<>();
  private final Map<String, @Nullable Tensor> used = new LinkedHashMap<>();
  private final Map<String, Tensor> drawn = new LinkedHashMap<>();

  /**
   * None yet.
   *
   * @param shared {@code (draw, component, batch, latent)}
   * @param across where private codes come from for targets the component did not see
   */
  OwnDraws(Posterior q, Tensor shared, PrivateCodes across, Noise noise) {
    this.q = q;
    this.shared = shared;
    this.across = across;
    this.noise = noise;
  }

  /**
   * Draws the code of a modality, where it has one.
   *
   * @param index which of the experts it is
   */
  void draw(ModalityModel part, int index, Experts experts) {
    String name = part.modality().name();
    PrivateSpace space = part.own();
    Function<Tensor, Factorised> head = experts.of(name).own();
    if (space == null || head == null) {
      return;
    }
    long draws = shared.size(0);
    long components = shared.size(1);
    Factorised of = head.apply(shared);
    Tensor mine = used(index, experts.batch().of(name).available());
    Noise stream = noise.stream("own." + name);
    Tensor w =
        of.map(p -> p.unsqueeze(0).expand(components, p.size(0), p.size(1)))
            .sample(stream, draws); // (draw, component, batch, private)
    own.put(name, mine == null ? w : elsewhere(space, mine, w, stream.stream("prior")));
    posterior.put(name, of);
    prior.put(name, space.prior());
    used.put(name, mine);
    drawn.put(name, w);
  }

  /** What was drawn, from a prior where that of its own is not used. */
  private Tensor elsewhere(PrivateSpace space, Tensor mine, Tensor w, Noise stream) {
    Factorised from = across == PrivateCodes.AUXILIARY ? space.auxiliary() : space.prior();
    Tensor other =
        from.map(p -> p.expand(w.size(1), w.size(2), p.size(0))).sample(stream, w.size(0));
    return torch.where(mine.unsqueeze(-1), w, other);
  }

  /** Where the private code of a target is its own: {@code (component, batch)}; null everywhere. */
  private @Nullable Tensor used(int target, @Nullable Tensor available) {
    long components = q.subsets().components();
    if (across == PrivateCodes.OWN) {
      return available == null
          ? null
          : available.unsqueeze(0).expand(components, available.size(0));
    }
    byte[] member = new byte[(int) components];
    for (int c = 0; c < components; c++) {
      member[c] = (byte) (q.subsets().has(c, target) ? 1 : 0);
    }
    Tensor mask =
        Tensors.of(member, components, 1)
            .to(q.logWeights().device(), ScalarType.Bool)
            .expand(components, q.logWeights().size(1));
    return available == null ? mask : mask.logical_and(available);
  }

  Draws all() {
    return new Draws(shared, own, posterior, prior, used, drawn);
  }
}

package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Products;
import dev.omnivae.core.network.Ascent;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.state.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * MHVAE: a chain of codes that all modalities share, z_L deepest, z_1 next to the data.
 *
 * <pre>{@code
 * generates   z_L ~ N(0, I),   z_l ~ p(z_l | z_{l+1}),   x_m ~ p(x_m | z_1)
 * infers      q(z_L | X)          ∝ N(0, I) Π_m q(z_L | x_m)
 *             q(z_l | X, z_{l+1}) ∝ p(z_l | z_{l+1}) Π_m q(z_l | x_m, z_{l+1})
 * }</pre>
 *
 * <p>Products run over the available modalities; the prior is an expert at every level, so that a
 * sample without any modality is inferred to be what the prior generates.
 *
 * <p>Codes: {@code shared} is z_L, {@code level.l} is z_l for l below L. All are shared by all
 * modalities; the deepest is the one that is small and abstract, and alone has no code above it.
 *
 * <p>Dorent et al. 2023, "Unified Brain MR-Ultrasound Synthesis using Multi-Modal Hierarchical
 * Representations".
 */
public final class HierarchicalVae implements Model {
  private final ParameterStore parameters;
  private final LinkedHashMap<String, Part> parts = new LinkedHashMap<>();
  private final List<Level> levels;
  private final LatentFamily family;
  private final long deepest;
  private final double clamp;

  /**
   * One modality.
   *
   * @param posteriors blocks of levels 1 to L - 1
   * @param weight factor of the log-likelihood in objectives
   */
  record Part(
      Modality modality, Ascent up, List<Layer> posteriors, Decoder decoder, double weight) {}

  /** What generates z_l from z_{l+1}: to a state, and from there to raw parameters. */
  record Level(Layer down, Layer prior) {}

  /**
   * One level of a walk down.
   *
   * @param q posterior: {@code (component, batch, z_L)}; below, {@code (draw, component, batch,
   *     z_l)}
   * @param p prior in the same shape
   * @param z {@code (draw, component, batch, z_l)}
   */
  public record Drawn(Normal q, Normal p, Tensor z) {}

  /** Which code to go down with. */
  private interface Choice {
    /** {@code (draw, component, batch, z_l)}, given q as in {@link Drawn}. */
    Tensor of(int level, Normal q);
  }

  /**
   * Parts in the order of the data set's modalities.
   *
   * @param levels 1 to L - 1
   * @param deepest dimensions of z_L
   * @param clamp raw parameters r become clamp tanh(r / clamp); 0 for r itself
   */
  HierarchicalVae(
      ParameterStore parameters,
      List<Part> parts,
      List<Level> levels,
      LatentFamily family,
      long deepest,
      double clamp) {
    this.parameters = parameters;
    parts.forEach(part -> this.parts.put(part.modality().name(), part));
    this.levels = List.copyOf(levels);
    this.family = family;
    this.deepest = deepest;
    this.clamp = clamp;
  }

  /** L, how many codes. */
  public int depth() {
    return levels.size() + 1;
  }

  /** Name of a level's code in {@link Latents}, 1 next to the data. */
  public String name(int level) {
    return level == depth() ? Latents.SHARED : Latents.level(level);
  }

  // ---- the stages ----

  /** Runs upwards once per modality; filler of absent samples never enters. */
  public Map<String, Ascent.Seen> see(Batch batch) {
    Map<String, Ascent.Seen> seen = new LinkedHashMap<>();
    parts.forEach(
        (name, part) -> seen.put(name, part.up().of(batch.of(name).cleaned(), batch.conditions())));
    return seen;
  }

  /**
   * Draws the chain, deepest first.
   *
   * @param members whose experts each component joins: {@code (component, modality, batch)}
   *     boolean; null for one component that joins all
   * @return levels L to 1
   */
  public List<Drawn> draw(
      Map<String, Ascent.Seen> seen, @Nullable Tensor members, long draws, Noise noise) {
    return descend(
        seen,
        members,
        (level, q) -> {
          Noise stream = noise.stream(name(level));
          return level == depth() ? q.sample(stream, draws) : q.sample(stream, 1).squeeze(0);
        });
  }

  private List<Drawn> descend(
      Map<String, Ascent.Seen> seen, @Nullable Tensor members, Choice choice) {
    List<Tensor> raw = parts.keySet().stream().map(name -> of(seen, name).raw()).toList();
    Normal experts = normal(Tensors.stack(raw, 0)); // (modality, batch, z_L)
    long batch = experts.location().size(1);
    long components = members == null ? 1 : members.size(0);
    long modalities = parts.size();
    @Nullable Tensor whose =
        members == null
            ? null
            : members.expand(components, modalities, batch).transpose(0, 1).contiguous();
    long[] deep = {components, batch, deepest};
    Normal p = (Normal) standard().map(t -> t.expand(deep));
    long rows = components * batch;
    Normal q =
        (Normal)
            Products.with(
                    (Normal) p.map(t -> t.reshape(rows, deepest)),
                    (Normal)
                        experts.map(
                            t ->
                                t.unsqueeze(1)
                                    .expand(modalities, components, batch, deepest)
                                    .reshape(modalities, rows, deepest)),
                    whose == null ? null : whose.reshape(modalities, rows))
                .map(t -> t.view(deep));
    List<Drawn> chain = new ArrayList<>();
    chain.add(new Drawn(q, p, choice.of(depth(), q)));
    for (int level = levels.size(); level >= 1; level--) {
      chain.add(below(level, chain.get(chain.size() - 1).z(), seen, whose, choice));
    }
    return chain;
  }

  /** One level down. */
  private Drawn below(
      int level,
      Tensor above,
      Map<String, Ascent.Seen> seen,
      @Nullable Tensor whose,
      Choice choice) {
    long draws = above.size(0);
    long components = above.size(1);
    long batch = above.size(2);
    long rows = draws * components * batch;
    Level blocks = levels.get(level - 1);
    Tensor h = blocks.down().forward(above.reshape(rows, above.size(-1)));
    Normal p = normal(blocks.prior().forward(h));
    List<Tensor> raw = new ArrayList<>();
    parts.forEach(
        (name, part) -> {
          Tensor skip = repeated(of(seen, name).skips().get(level - 1), draws * components);
          Layer block = part.posteriors().get(level - 1);
          raw.add(block.forward(Tensors.cat(List.of(h, skip), 1)));
        });
    long modalities = parts.size();
    Tensor there =
        whose == null
            ? null
            : whose
                .unsqueeze(1)
                .expand(modalities, draws, components, batch)
                .reshape(modalities, rows);
    Normal q = Products.with(p, normal(Tensors.stack(raw, 0)), there);
    long[] shape = {draws, components, batch, p.location().size(-1)};
    Normal posterior = (Normal) q.map(t -> t.view(shape));
    Normal prior = (Normal) p.map(t -> t.view(shape));
    return new Drawn(posterior, prior, choice.of(level, posterior));
  }

  /** {@code (batch, ...)} so many times: {@code (times * batch, ...)}. */
  private static Tensor repeated(Tensor t, long times) {
    if (times == 1) {
      return t;
    }
    return t.unsqueeze(0).expand(Tensors.prepend(Tensors.shape(t), times)).flatten(0, 1);
  }

  /** p(z_level given z_{level+1}): {@code (..., z_level)}. */
  private Normal prior(int level, Tensor above) {
    Level blocks = levels.get(level - 1);
    Tensor h = blocks.down().forward(above.reshape(-1, above.size(-1)));
    Normal p = normal(blocks.prior().forward(h));
    long[] shape = Tensors.shape(above);
    shape[shape.length - 1] = p.location().size(-1);
    return (Normal) p.map(t -> t.view(shape));
  }

  // ---- what any model answers ----

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    List<Drawn> chain = draw(see(given), members(given), draws, noise);
    Map<String, Tensor> codes = new LinkedHashMap<>();
    for (int i = 0; i < chain.size(); i++) {
      codes.put(name(depth() - i), chain.get(i).z().squeeze(1));
    }
    return new Latents(codes);
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    Map<String, Tensor> codes = new LinkedHashMap<>();
    Tensor z = MultimodalVae.rows(standard(), count, noise.stream(name(depth())));
    codes.put(name(depth()), z);
    for (int level = levels.size(); level >= 1; level--) {
      z = prior(level, z).sample(noise.stream(name(level)), 1).squeeze(0);
      codes.put(name(level), z);
    }
    return new Latents(codes);
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    return decode(modality, latents.of(name(1)), condition, noise);
  }

  /** p(x_m given z_1), over {@code (..., batch, event)}. */
  public Distribution decode(
      String modality, Tensor lowest, @Nullable Tensor condition, Noise noise) {
    return part(modality).decoder().decode(lowest, condition, noise);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    Tensor total = standard().logProb(latents.of(name(depth())));
    for (int level = levels.size(); level >= 1; level--) {
      Normal p = prior(level, latents.of(name(level + 1)));
      total = total.add(p.logProb(latents.of(name(level))));
    }
    for (String name : parts.keySet()) {
      if (!x.of(name).absent()) {
        Distribution p = decode(name, latents, x.conditions(), Noise.of(0, 0, 0));
        total = total.add(ModalityModel.logLikelihood(p, x.of(name), 1));
      }
    }
    return total;
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    List<Drawn> chain =
        descend(see(given), members(given), (level, q) -> latents.of(name(level)).unsqueeze(1));
    return chain.stream()
        .map(drawn -> drawn.q().logProb(drawn.z()))
        .reduce(Tensor::add)
        .orElseThrow()
        .squeeze(1);
  }

  @Override
  public List<Modality> modalities() {
    return parts.values().stream().map(Part::modality).toList();
  }

  @Override
  public ParameterStore parameters() {
    return parameters;
  }

  /** Factor of a modality's log-likelihood in objectives. */
  public double weight(String modality) {
    return part(modality).weight();
  }

  // ---- pieces ----

  /** The available modalities as one component. */
  private @Nullable Tensor members(Batch given) {
    Tensor available = given.available(List.copyOf(parts.keySet()));
    return available == null ? null : available.unsqueeze(0);
  }

  /** N(0, I): {@code (z_L)}. */
  private Normal standard() {
    return Products.normal(family.standard(deepest, parameters.values().detach()));
  }

  private Normal normal(Tensor raw) {
    Tensor soft =
        clamp == 0 ? raw : Tensors.times(torch.tanh(Tensors.times(raw, 1 / clamp)), clamp);
    return Products.normal(family.of(soft));
  }

  private static Ascent.Seen of(Map<String, Ascent.Seen> seen, String name) {
    return java.util.Objects.requireNonNull(seen.get(name), name);
  }

  private Part part(String modality) {
    Part part = parts.get(modality);
    if (part == null) {
      throw new IllegalArgumentException(
          "modality must be one of " + parts.keySet() + ", got '" + modality + "'");
    }
    return part;
  }
}

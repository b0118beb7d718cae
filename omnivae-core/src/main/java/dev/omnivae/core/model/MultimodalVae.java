package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.Inversion;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Fusion;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.network.Encoding;
import dev.omnivae.core.network.image.PatchDiscriminator;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.state.ParameterStore;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The composition that covers most published models: latent space, encoders, fusion, prior,
 * decoders. Each stage makes one immutable value from the one before: {@link #encode}, {@link
 * Fusion#posterior}, {@link #draw}, {@link #decode}.
 */
public final class MultimodalVae implements Model {
  private final ParameterStore parameters;
  private final LinkedHashMap<String, ModalityModel> parts;
  private final LatentFamily family;
  private final long latent;
  private final Fusion fusion;
  private final Prior prior;
  private final Map<String, PatchDiscriminator> discriminators;

  /**
   * Parts in the order of the data set's modalities.
   *
   * @param family of the experts over the shared code
   * @param latent dimensions of the shared code
   */
  public MultimodalVae(
      ParameterStore parameters,
      List<ModalityModel> parts,
      LatentFamily family,
      long latent,
      Fusion fusion,
      Prior prior) {
    this(parameters, parts, family, latent, fusion, prior, Map.of());
  }

  /**
   * Parts beside which networks judge images in an adversarial phase; nothing else looks at them.
   *
   * @param discriminators by modality
   */
  public MultimodalVae(
      ParameterStore parameters,
      List<ModalityModel> parts,
      LatentFamily family,
      long latent,
      Fusion fusion,
      Prior prior,
      Map<String, PatchDiscriminator> discriminators) {
    this.parameters = parameters;
    this.parts = new LinkedHashMap<>();
    parts.forEach(part -> this.parts.put(part.modality().name(), part));
    this.family = family;
    this.latent = latent;
    this.fusion = fusion;
    this.prior = prior;
    this.discriminators = Map.copyOf(discriminators);
  }

  // ---- the stages ----

  /** Runs every encoder once. */
  public Experts encode(Batch batch, Noise noise) {
    Map<String, Encoding> encodings = new LinkedHashMap<>();
    parts.forEach((name, part) -> encodings.put(name, part.encode(batch, noise)));
    return new Experts(batch, encodings);
  }

  /**
   * Draws codes from every component of a posterior.
   *
   * @param draws number of draws, K
   * @param across where private codes come from for targets the component did not see
   */
  public Draws draw(Posterior q, Experts experts, long draws, PrivateCodes across, Noise noise) {
    Tensor shared = q.components().sample(noise.stream("shared"), draws);
    OwnDraws own = new OwnDraws(q, shared, across, noise);
    int index = 0;
    for (ModalityModel part : parts.values()) {
      own.draw(part, index++, experts);
    }
    return own.all();
  }

  /** Decodes all draws of all components, one call per modality. */
  public Evidence decode(Posterior q, Draws z, Targets targets, Batch batch, Noise noise) {
    return decode(q, z, targets, parts.keySet(), batch, noise);
  }

  /**
   * Decodes some modalities alone.
   *
   * @param names which
   */
  public Evidence decode(
      Posterior q, Draws z, Targets targets, Collection<String> names, Batch batch, Noise noise) {
    Map<String, Distribution> decoded = new LinkedHashMap<>();
    Map<String, Tensor> logLikelihood = new LinkedHashMap<>();
    int index = 0;
    for (ModalityModel part : parts.values()) {
      String name = part.modality().name();
      long[] chosen = targets.components(q.subsets(), index++);
      if (!names.contains(name)) {
        continue;
      }
      Tensor code = code(z.shared(), z.own().get(name));
      if (chosen != null) {
        code =
            code.index_select(
                1, Tensors.of(chosen, chosen.length).to(code.device(), ScalarType.Long));
      }
      Distribution p =
          part.decoder().decode(code, batch.conditions(), noise.stream("decode." + name));
      Tensor log =
          ModalityModel.logLikelihood(p, batch.of(name), part.weight()); // (draw, chosen, batch)
      decoded.put(name, p);
      logLikelihood.put(
          name, chosen == null ? log : scatter(log, chosen, q.subsets().components()));
    }
    return new Evidence(q, z, decoded, logLikelihood);
  }

  // ---- what any model answers ----

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    Experts experts = encode(given, noise);
    Posterior q = fusion.inference(experts);
    Draws z = draw(q, experts, draws, PrivateCodes.PRIOR, noise);
    Tensor pick = pick(q, draws, noise.stream("component")); // (draw, 1, batch, 1)
    Tensor shared = gather(z.shared(), pick); // (draw, batch, latent)
    Map<String, Tensor> codes = new LinkedHashMap<>();
    codes.put(Latents.SHARED, shared);
    parts.forEach(
        (name, part) -> {
          PrivateSpace space = part.own();
          Function<Tensor, Factorised> head = experts.of(name).own();
          if (space != null && head != null) {
            Factorised own = head.apply(shared);
            codes.put(Latents.own(name), space.infer(name, own, given.of(name), draws, noise));
          }
        });
    return new Latents(codes);
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    Map<String, Tensor> codes = new LinkedHashMap<>();
    Distribution shared = prior(condition);
    codes.put(Latents.SHARED, rows(shared, count, noise.stream("shared")));
    parts.forEach(
        (name, part) -> {
          PrivateSpace space = part.own();
          if (space != null) {
            codes.put(
                Latents.own(name), rows(space.generated(), count, noise.stream("own." + name)));
          }
        });
    return new Latents(codes);
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    ModalityModel part = part(modality);
    Tensor own = part.own() == null ? null : latents.of(Latents.own(modality));
    return part.decoder().decode(code(latents.shared(), own), condition, noise);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    Tensor total = prior(x.conditions()).logProb(latents.shared());
    for (ModalityModel part : parts.values()) {
      String name = part.modality().name();
      PrivateSpace space = part.own();
      if (space != null) {
        total = total.add(space.logPrior(latents.of(Latents.own(name)), x.of(name)));
      }
      if (!x.of(name).absent()) { // a chain asks a thousand times
        Distribution p = decode(name, latents, x.conditions(), Noise.of(0, 0, 0));
        total = total.add(ModalityModel.logLikelihood(p, x.of(name), 1));
      }
    }
    return total;
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    Experts experts = encode(given, Noise.of(0, 0, 0));
    Posterior q = fusion.inference(experts);
    Tensor total = q.logProb(latents.shared().unsqueeze(1)).squeeze(1);
    for (ModalityModel part : parts.values()) {
      String name = part.modality().name();
      PrivateSpace space = part.own();
      Function<Tensor, Factorised> head = experts.of(name).own();
      if (space != null && head != null) {
        Tensor w = latents.of(Latents.own(name));
        total = total.add(space.logProposal(head.apply(latents.shared()), w, given.of(name)));
      }
    }
    return total;
  }

  @Override
  public List<Modality> modalities() {
    return parts.values().stream().map(ModalityModel::modality).toList();
  }

  @Override
  public ParameterStore parameters() {
    return parameters;
  }

  @Override
  public Set<String> privateCodes() {
    return parts.values().stream()
        .filter(part -> part.own() != null)
        .map(part -> part.modality().name())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Optional<MultimodalVae> multimodal() {
    return Optional.of(this);
  }

  @Override
  public Optional<Prior> sharedPrior() {
    return Optional.of(prior);
  }

  @Override
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    fusion.state().forEach((key, value) -> state.put("fusion." + key, value));
    prior.state().forEach((key, value) -> state.put("prior." + key, value));
    return state;
  }

  /** Of the experts over the shared code. */
  public LatentFamily family() {
    return family;
  }

  /** Dimensions of the shared code. */
  public long latent() {
    return latent;
  }

  public Fusion fusion() {
    return fusion;
  }

  /** p(z) given a condition. */
  public Distribution prior(@Nullable Tensor condition) {
    return prior.of(
        condition, batch -> fusion.posterior(encode(batch, Noise.of(0, 0, 0))).distribution());
  }

  /** What judges images of each modality that {@code model.discriminator} names. */
  public Map<String, PatchDiscriminator> discriminators() {
    return discriminators;
  }

  public ModalityModel part(String modality) {
    ModalityModel part = parts.get(modality);
    if (part == null) {
      throw new IllegalArgumentException(
          "modality must be one of " + parts.keySet() + ", got '" + modality + "'");
    }
    return part;
  }

  // ---- pieces ----

  private static Tensor code(Tensor shared, @Nullable Tensor own) {
    return own == null ? shared : Tensors.cat(List.of(shared, own), -1);
  }

  /** Puts {@code (draw, chosen, batch)} at its components, zeros elsewhere. */
  private static Tensor scatter(Tensor log, long[] chosen, int components) {
    Tensor all = torch.zeros(new long[] {log.size(0), components, log.size(2)}, log.options());
    Tensor index = Tensors.of(chosen, chosen.length).to(log.device(), ScalarType.Long);
    return all.index_add(1, index, log);
  }

  /**
   * A component per draw and sample, with the posterior's probabilities: {@code (draw, 1, batch,
   * 1)} int64.
   */
  private static Tensor pick(Posterior q, long draws, Noise noise) {
    Tensor weights = q.logWeights().exp(); // (component, batch)
    Tensor u = noise.uniform(weights, draws, weights.size(1));
    return Inversion.component(weights, u).unsqueeze(1).unsqueeze(-1);
  }

  private static Tensor gather(Tensor codes, Tensor pick) {
    return codes
        .gather(1, pick.expand(codes.size(0), 1, codes.size(2), codes.size(3)))
        .squeeze(1); // (draw, batch, latent)
  }

  /** Draws of a prior, with or without a batch axis: {@code (1, count, latent)}. */
  static Tensor rows(Distribution p, long count, Noise noise) {
    Tensor rows = p.sample(noise, p.mean().dim() == 1 ? count : 1);
    return p.mean().dim() == 1 ? rows.unsqueeze(0) : rows;
  }
}

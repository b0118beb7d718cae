package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.network.Encoding;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.state.ParameterStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Nexus: one VAE per modality, and a VAE over their codes that joins them.
 *
 * <pre>{@code
 * generates   z ~ p(z),   z_m ~ N(f_m(z), σ_m²),   x_m ~ p(x_m | z_m)
 * infers      z_m ~ q(z_m | x_m),   c = mean over available m of message_m(z_m),   z ~ q(z | c)
 * }</pre>
 *
 * <p>Codes: {@code shared} is z, {@code own.NAME} is z_m. A modality that was seen is decoded from
 * its own code, one that was not from f_m(z), the mean of what z says of it (or a draw of that). A
 * sample without any modality has the posterior N(0, I).
 *
 * <p>As a probability model it is the one that generates: {@link #logJoint} has p(z_m given z), not
 * the N(0, I) that training pulls the bottom codes to. The code of a modality that was not seen
 * counts p(z_m given z) in the joint and in the proposal, so that it cancels.
 *
 * <p>Vasco et al. 2022, "Leveraging hierarchy in multimodal generative models for effective
 * cross-modality inference".
 */
public final class NexusVae implements Model {
  private final ParameterStore parameters;
  private final LinkedHashMap<String, Part> parts = new LinkedHashMap<>();
  private final Layer joint;
  private final LatentFamily family;
  private final Prior prior;
  private final boolean sampled;

  /**
   * One modality.
   *
   * @param bottom its VAE: the encoder's shared expert is q(z_m given x_m)
   * @param width dimensions of z_m
   * @param message from z_m to what it sends up
   * @param down f_m, from z to z_m
   * @param scale σ_m where fitted; null for 1
   */
  record Part(
      ModalityModel bottom, long width, Layer message, Layer down, @Nullable FittedScale scale) {}

  /**
   * Parts in the order of the data set's modalities.
   *
   * @param joint from the mean message to the raw parameters of q(z given c)
   * @param sampled whether the code of a modality that was not seen is drawn, not the mean
   */
  NexusVae(
      ParameterStore parameters,
      List<Part> parts,
      Layer joint,
      LatentFamily family,
      Prior prior,
      boolean sampled) {
    this.parameters = parameters;
    parts.forEach(part -> this.parts.put(part.bottom().modality().name(), part));
    this.joint = joint;
    this.family = family;
    this.prior = prior;
    this.sampled = sampled;
  }

  // ---- the stages ----

  /** Runs every encoder once; each modality's shared expert is q(z_m given x_m). */
  public Experts encode(Batch batch, Noise noise) {
    Map<String, Encoding> encodings = new LinkedHashMap<>();
    parts.forEach((name, part) -> encodings.put(name, part.bottom().encode(batch, noise)));
    return new Experts(batch, encodings);
  }

  /** Bottom codes of every modality: {@code (draw, batch, z_m)} each. */
  public Map<String, Tensor> draw(Experts experts, long draws, Noise noise) {
    Map<String, Tensor> codes = new LinkedHashMap<>();
    for (String name : parts.keySet()) {
      codes.put(name, experts.of(name).shared().sample(noise.stream("bottom." + name), draws));
    }
    return codes;
  }

  /** N(0, I), to which training pulls the bottom codes of a modality: {@code (z_m)}. */
  public Factorised bottomPrior(String modality) {
    return family.standard(part(modality).width(), parameters.values());
  }

  /**
   * q(z given messages), of the mean message over what is there.
   *
   * @param codes bottom codes, {@code (..., batch, z_m)} each
   * @param there {@code (modality, batch)} boolean, in the model's order; null for all. Who is not
   *     there gets no gradient
   * @return over {@code (..., batch, latent)}
   */
  public Factorised top(Map<String, Tensor> codes, @Nullable Tensor there) {
    Tensor sum = null;
    int index = 0;
    for (Map.Entry<String, Part> entry : parts.entrySet()) {
      Tensor sent =
          entry
              .getValue()
              .message()
              .forward(java.util.Objects.requireNonNull(codes.get(entry.getKey()), entry.getKey()));
      if (there != null) {
        Tensor mask = there.select(0, index).unsqueeze(-1); // (batch, 1)
        sent = Tensors.masked(sent, mask);
      }
      sum = sum == null ? sent : sum.add(sent);
      index++;
    }
    Tensor total = java.util.Objects.requireNonNull(sum);
    if (there == null) {
      return family.of(joint.forward(Tensors.times(total, 1.0 / parts.size())));
    }
    Tensor count = there.to(total.scalar_type()).sum(0).unsqueeze(-1); // (batch, 1)
    Tensor raw;
    try (Scalar one = new Scalar(1.0)) {
      raw = joint.forward(total.div(count.clamp_min(one)));
    }
    // raw zeros are location 0, scale 1
    Tensor any = there.any(0).unsqueeze(-1);
    return family.of(Tensors.masked(raw, any));
  }

  /** f_m(z), the mean of p(z_m given z): {@code (..., z_m)}. */
  public Tensor down(String modality, Tensor top) {
    return part(modality).down().forward(top);
  }

  /**
   * p(z_m given z) as it is outside a training step.
   *
   * @param mean f_m(z)
   */
  public Normal below(String modality, Tensor mean) {
    FittedScale scale = part(modality).scale();
    Tensor log = scale == null ? Tensors.scalar(0, mean) : scale.logScale();
    return Normal.ofLog(mean, log.expand_as(mean));
  }

  /**
   * p(z_m given z) in a training step. With a fitted scale, σ_m is the best one of this batch, with
   * its gradient, and the moving average follows it.
   *
   * @param mean f_m(z), {@code (draw, batch, z_m)}
   * @param code z_m
   * @param available {@code (batch)} boolean; null for all
   */
  public Normal belowFittedInPlace(
      String modality, Tensor mean, Tensor code, @Nullable Tensor available) {
    FittedScale scale = part(modality).scale();
    if (scale == null) {
      return below(modality, mean);
    }
    Tensor best = FittedScale.best(code.sub(mean), available);
    scale.followInPlace(best);
    return Normal.ofLog(mean, best.expand_as(mean));
  }

  /** p(z) given a condition. */
  public Distribution prior(@Nullable Tensor condition) {
    return prior.of(
        condition,
        batch -> {
          Map<String, Tensor> means = new LinkedHashMap<>();
          Experts experts = encode(batch, Noise.of(0, 0, 0));
          parts.keySet().forEach(name -> means.put(name, experts.of(name).shared().mean()));
          return top(means, experts.available());
        });
  }

  // ---- what any model answers ----

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    Experts experts = encode(given, noise);
    Map<String, Tensor> bottom = draw(experts, draws, noise);
    Tensor z = top(bottom, experts.available()).sample(noise.stream("shared"), 1).squeeze(0);
    Map<String, Tensor> codes = new LinkedHashMap<>();
    codes.put(Latents.SHARED, z);
    bottom.forEach(
        (name, seen) -> {
          Tensor available = given.of(name).available();
          codes.put(
              Latents.own(name),
              available == null
                  ? seen
                  : torch.where(available.unsqueeze(-1), seen, generated(name, z, noise)));
        });
    return new Latents(codes);
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    Tensor z = MultimodalVae.rows(prior(condition), count, noise.stream("shared"));
    Map<String, Tensor> codes = new LinkedHashMap<>();
    codes.put(Latents.SHARED, z);
    parts.keySet().forEach(name -> codes.put(Latents.own(name), generated(name, z, noise)));
    return new Latents(codes);
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    return decode(modality, latents.of(Latents.own(modality)), condition, noise);
  }

  /** p(x_m given z_m), over {@code (..., batch, event)}. */
  public Distribution decode(
      String modality, Tensor code, @Nullable Tensor condition, Noise noise) {
    return part(modality).bottom().decoder().decode(code, condition, noise);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    Tensor z = latents.shared();
    Tensor total = prior(x.conditions()).logProb(z);
    for (String name : parts.keySet()) {
      Tensor code = latents.of(Latents.own(name));
      total = total.add(below(name, down(name, z)).logProb(code));
      if (!x.of(name).absent()) {
        Distribution p = decode(name, code, x.conditions(), Noise.of(0, 0, 0));
        total = total.add(ModalityModel.logLikelihood(p, x.of(name), 1));
      }
    }
    return total;
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    Tensor z = latents.shared();
    Experts experts = encode(given, Noise.of(0, 0, 0));
    Map<String, Tensor> codes = new LinkedHashMap<>();
    parts.keySet().forEach(name -> codes.put(name, latents.of(Latents.own(name))));
    Tensor total = top(codes, experts.available()).logProb(z);
    for (Map.Entry<String, Tensor> entry : codes.entrySet()) {
      String name = entry.getKey();
      Tensor seen = experts.of(name).shared().logProb(entry.getValue());
      Tensor available = given.of(name).available();
      total =
          total.add(
              available == null
                  ? seen
                  : torch.where(
                      available.to(ScalarType.Bool),
                      seen,
                      below(name, down(name, z)).logProb(entry.getValue())));
    }
    return total;
  }

  @Override
  public List<Modality> modalities() {
    return parts.values().stream().map(part -> part.bottom().modality()).toList();
  }

  @Override
  public ParameterStore parameters() {
    return parameters;
  }

  @Override
  public Optional<Prior> sharedPrior() {
    return Optional.of(prior);
  }

  @Override
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    prior.state().forEach((key, value) -> state.put("prior." + key, value));
    parts.forEach(
        (name, part) -> {
          if (part.scale() != null) {
            state.put("top." + name + ".log_scale", part.scale().logScale());
          }
        });
    return state;
  }

  /** The VAE of one modality. */
  public ModalityModel bottom(String modality) {
    return part(modality).bottom();
  }

  /** A bottom code that only the top code speaks of. */
  private Tensor generated(String name, Tensor z, Noise noise) {
    Tensor mean = down(name, z);
    return sampled ? below(name, mean).sample(noise.stream("down." + name), 1).squeeze(0) : mean;
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

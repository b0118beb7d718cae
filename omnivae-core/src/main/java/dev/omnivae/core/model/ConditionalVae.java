package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.Features;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.state.ParameterStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A conditional VAE: one modality, the main one, given others.
 *
 * <pre>{@code
 * h_m = trunk_m(x_m),   c = context([h_m of the conditioning modalities])
 * q(z | x)      = head([h_m of all modalities])
 * p(z | x_cond) = head([h_m of the conditioning modalities])      or p(z) without a prior network
 * p(x_main | z, x_cond) = decoder([z, c])
 * }</pre>
 *
 * <p>Given the conditioning modalities alone, codes come from the prior; with the main one too,
 * from the posterior. All conditioning modalities are needed for everything: nothing is drawn
 * without them, they are never generated, and {@link #generates} says so. Sohn et al. 2015,
 * "Learning Structured Output Representation using Deep Conditional Generative Models".
 *
 * <p>Differs from the reference code (MultiVae's CVAE), which encodes the conditioning modalities
 * three times, for posterior, prior and decoder: here one trunk per modality serves all of them.
 */
public final class ConditionalVae implements Model {
  private final ParameterStore parameters;
  private final List<Modality> modalities;
  private final String main;
  private final Map<String, Features> trunks;
  private final Heads heads;
  private final LatentFamily family;
  private final Prior prior;
  private final Decoder decoder;
  private final double weight;

  /**
   * The perceptrons between features and codes.
   *
   * @param posterior features of all modalities, in order, to raw parameters of q(z)
   * @param prior features of the conditioning modalities, in order, to raw parameters of p(z); null
   *     without a prior network
   * @param context the same features to what the decoder sees of them
   */
  record Heads(Layer posterior, @Nullable Layer prior, Layer context) {}

  /**
   * All parts over one store.
   *
   * @param modalities main and conditioning, in the data set's order
   * @param trunks of all of them
   * @param prior where there is no prior network
   * @param weight factor of the log-likelihood in objectives
   */
  ConditionalVae(
      ParameterStore parameters,
      List<Modality> modalities,
      String main,
      Map<String, Features> trunks,
      Heads heads,
      LatentFamily family,
      Prior prior,
      Decoder decoder,
      double weight) {
    this.parameters = parameters;
    this.modalities = List.copyOf(modalities);
    this.main = main;
    this.trunks = new LinkedHashMap<>(trunks);
    this.heads = heads;
    this.family = family;
    this.prior = prior;
    this.decoder = decoder;
    this.weight = weight;
  }

  /**
   * What the encoders make of a batch.
   *
   * @param posterior q(z given all modalities), over {@code (batch, latent)}; of no meaning where
   *     the main one is not available
   * @param prior p(z given the conditioning modalities), over {@code (batch, latent)} or {@code
   *     (latent)}
   * @param context {@code (batch, context)}
   */
  public record Encoded(Factorised posterior, Distribution prior, Tensor context) {}

  /** Runs every trunk once. */
  public Encoded encode(Batch batch) {
    Map<String, Tensor> features = features(batch);
    Tensor given = Tensors.cat(conditioning().stream().map(features::get).toList(), -1);
    Layer network = heads.prior();
    Distribution p =
        network != null
            ? family.of(network.forward(given))
            : prior.of(batch.conditions(), other -> posterior(features(other)));
    return new Encoded(posterior(features), p, heads.context().forward(given));
  }

  private Map<String, Tensor> features(Batch batch) {
    Map<String, Tensor> features = new LinkedHashMap<>();
    trunks.forEach(
        (name, trunk) ->
            features.put(name, trunk.of(batch.of(name).cleaned(), batch.conditions())));
    return features;
  }

  private Factorised posterior(Map<String, Tensor> features) {
    return family.of(heads.posterior().forward(Tensors.cat(features.values(), -1)));
  }

  /** p(x_main given z and a context), over {@code (draw, batch, event)}. */
  public Distribution decode(Tensor z, Tensor context, @Nullable Tensor condition, Noise noise) {
    Tensor beside = context.expand(z.size(0), z.size(1), context.size(-1));
    return decoder.decode(Tensors.cat(List.of(z, beside), -1), condition, noise);
  }

  /** The modality that is generated. */
  public String main() {
    return main;
  }

  /** The modalities it is generated from. */
  public List<String> conditioning() {
    return modalities.stream().map(Modality::name).filter(name -> !name.equals(main)).toList();
  }

  /** Factor of the log-likelihood in objectives; evaluation never uses it. */
  public double weight() {
    return weight;
  }

  @Override
  public boolean generates(String target, Set<String> given) {
    return target.equals(main) && given.containsAll(conditioning());
  }

  /**
   * {@inheritDoc}
   *
   * @throws InputException when a sample lacks a conditioning modality
   */
  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    requireConditioning(given);
    Encoded x = encode(given);
    Tensor z = x.posterior().sample(noise.stream("shared"), draws); // (draw, batch, latent)
    Tensor available = given.of(main).available();
    if (available != null) {
      Tensor p = rows(x.prior(), z, noise.stream("prior"));
      z = torch.where(available.unsqueeze(0).unsqueeze(-1), z, p);
    }
    Map<String, Tensor> codes = new LinkedHashMap<>();
    codes.put(Latents.SHARED, z);
    codes.put(
        Latents.GIVEN, x.context().unsqueeze(0).expand(draws, z.size(1), x.context().size(-1)));
    return new Latents(codes);
  }

  /** Draws of a prior over {@code (latent)} or {@code (batch, latent)}, in the shape of z. */
  private static Tensor rows(Distribution prior, Tensor z, Noise noise) {
    if (prior.mean().dim() > 1) {
      return prior.sample(noise, z.size(0));
    }
    return prior.sample(noise, z.size(0) * z.size(1)).view(z.size(0), z.size(1), z.size(2));
  }

  private void requireConditioning(Batch given) {
    for (String name : conditioning()) {
      Tensor available = given.of(name).available();
      if (available != null && !available.all().item_bool()) {
        throw InputException.of(
            "what a conditional model is given",
            "all of " + conditioning(),
            "samples without " + name,
            "give them, or train another model.kind");
      }
    }
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    throw InputException.of(
        "what a conditional model is given",
        "all of " + conditioning(),
        "nothing",
        "sample with --mode conditional --given " + String.join(",", conditioning()));
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    if (!modality.equals(main)) {
      throw InputException.of(
          "what a conditional model generates", main, modality, "it is one of those it is given");
    }
    return decode(latents.shared(), latents.of(Latents.GIVEN), condition, noise);
  }

  /** {@inheritDoc} Of the main modality given the others: log p(x_main, z given x_cond). */
  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    Encoded encoded = encode(x);
    Tensor z = latents.shared();
    Distribution p = decode(z, encoded.context(), x.conditions(), Noise.of(0, 0, 0));
    return encoded.prior().logProb(z).add(logLikelihood(p, x));
  }

  /** log p(x_main), zero where it is not available: {@code (draw, batch)} in nats, unweighted. */
  public Tensor logLikelihood(Distribution p, Batch x) {
    var observation = x.of(main).cleaned();
    Tensor log = p.logProb(observation.value(), observation.known());
    return Tensors.masked(log, observation.available());
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    Encoded x = encode(given);
    Tensor log = x.posterior().logProb(latents.shared());
    Tensor available = given.of(main).available();
    return available == null
        ? log
        : torch.where(available, log, x.prior().logProb(latents.shared()));
  }

  @Override
  public List<Modality> modalities() {
    return modalities;
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
    return state;
  }
}

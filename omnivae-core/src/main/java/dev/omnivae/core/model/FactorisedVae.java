package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.state.ParameterStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A multimodal VAE beside one VAE per modality, trained together: the mixture is to hold what
 * modalities share, each modality's own VAE the rest. Every question of {@link Model} is answered
 * by the mixture.
 */
public final class FactorisedVae implements Model {
  private final MultimodalVae mixture;
  private final LinkedHashMap<String, MultimodalVae> unimodal;

  /**
   * All parts over one store.
   *
   * @param unimodal by modality, each over that modality alone
   */
  public FactorisedVae(MultimodalVae mixture, Map<String, MultimodalVae> unimodal) {
    this.mixture = mixture;
    this.unimodal = new LinkedHashMap<>(unimodal);
  }

  public MultimodalVae mixture() {
    return mixture;
  }

  /** The VAE of one modality alone. */
  public MultimodalVae unimodal(String modality) {
    MultimodalVae vae = unimodal.get(modality);
    if (vae == null) {
      throw new IllegalArgumentException(
          "modality must be one of " + unimodal.keySet() + ", got '" + modality + "'");
    }
    return vae;
  }

  @Override
  public List<Modality> modalities() {
    return mixture.modalities();
  }

  @Override
  public ParameterStore parameters() {
    return mixture.parameters();
  }

  @Override
  public Optional<Prior> sharedPrior() {
    return mixture.sharedPrior();
  }

  @Override
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>(mixture.state());
    unimodal.forEach(
        (name, vae) ->
            vae.state().forEach((key, value) -> state.put("unimodal." + name + "." + key, value)));
    return state;
  }

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    return mixture.infer(given, draws, noise);
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    return mixture.fromPrior(count, condition, noise);
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    return mixture.decode(modality, latents, condition, noise);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    return mixture.logJoint(latents, x);
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    return mixture.logProposal(latents, given);
  }

  @Override
  public Set<String> privateCodes() {
    return mixture.privateCodes();
  }

  @Override
  public Optional<MultimodalVae> multimodal() {
    return Optional.of(mixture);
  }
}

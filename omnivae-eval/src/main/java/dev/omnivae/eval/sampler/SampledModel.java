package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model whose prior is a sampler's, and whose codes given modalities are too where the sampler
 * can be asked for them: whatever draws from a model draws from this one. Densities stay those of
 * the model, which a sampler changes nothing about.
 */
public final class SampledModel implements Model {
  private final Model model;
  private final Sampler sampler;

  public SampledModel(Model model, Sampler sampler) {
    this.model = model;
    this.sampler = sampler;
  }

  /** Whatever the condition: samplers know none, decoders are told it. */
  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    return sampler.draw(count, noise);
  }

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    return sampler.conditional()
        ? sampler.draw(given, draws, noise)
        : model.infer(given, draws, noise);
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    return model.decode(modality, latents, condition, noise);
  }

  @Override
  public boolean generates(String target, Set<String> given) {
    return model.generates(target, given);
  }

  @Override
  public Set<String> privateCodes() {
    return model.privateCodes();
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    return model.logJoint(latents, x);
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    return model.logProposal(latents, given);
  }

  @Override
  public List<Modality> modalities() {
    return model.modalities();
  }

  @Override
  public ParameterStore parameters() {
    return model.parameters();
  }

  @Override
  public Map<String, Tensor> state() {
    return model.state();
  }
}

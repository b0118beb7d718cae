package dev.omnivae.eval;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Another model that generates {@code large} given {@code small}, and refuses all else. */
public record LargeFromSmall(Model model) implements Model {
  @Override
  public boolean generates(String target, Set<String> given) {
    return target.equals("large") && given.contains("small");
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
  public Latents infer(Batch given, long draws, Noise noise) {
    Tensor available = given.of("small").available();
    if (available != null && !available.all().item_bool()) {
      throw new IllegalArgumentException("asked to infer without small");
    }
    return model.infer(given, draws, noise);
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    throw new IllegalArgumentException("asked to draw from the prior");
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    if (!modality.equals("large")) {
      throw new IllegalArgumentException("asked to decode " + modality);
    }
    return model.decode(modality, latents, condition, noise);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    return model.logJoint(latents, x);
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    return model.logProposal(latents, given);
  }
}

package dev.omnivae.eval;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A model whose every answer is known: images are filled with one grey value, the code is that
 * value, and every modality is decoded as an image filled with the code, plus that modality's
 * shift.
 */
public final class EchoModel implements Model {
  private final List<Modality> modalities;
  private final Map<String, Double> shifts;

  /** With the shift of each modality's decoded images. */
  public EchoModel(List<Modality> modalities, Map<String, Double> shifts) {
    this.modalities = modalities;
    this.shifts = shifts;
  }

  @Override
  public List<Modality> modalities() {
    return modalities;
  }

  @Override
  public ParameterStore parameters() {
    return new ParameterStore();
  }

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    for (Modality modality : modalities) {
      Observation seen = given.of(modality.name());
      if (seen.available() == null) {
        Tensor grey = seen.value().flatten(1, -1).mean(new long[] {1}, true, null);
        return new Latents(Map.of(Latents.SHARED, grey.unsqueeze(0)));
      }
    }
    throw new IllegalArgumentException("nothing to infer from");
  }

  /** Codes 0 and 1 in turn. */
  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    Tensor codes =
        torch.arange(new Scalar((double) count)).fmod(new Scalar(2)).to(ScalarType.Float);
    return new Latents(Map.of(Latents.SHARED, codes.view(1, count, 1)));
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    Modality target =
        modalities.stream().filter(m -> m.name().equals(modality)).findFirst().orElseThrow();
    Tensor z = Tensors.plus(latents.shared(), shifts.getOrDefault(modality, 0.0));
    long[] shape = Tensors.prepend(target.sizes(), z.size(0), z.size(1));
    Tensor mean = z.unsqueeze(-1).unsqueeze(-1).expand(shape);
    return Normal.of(mean, torch.ones_like(mean), 3);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    throw new UnsupportedOperationException("not asked");
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    throw new UnsupportedOperationException("not asked");
  }
}

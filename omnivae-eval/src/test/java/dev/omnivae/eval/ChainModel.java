package dev.omnivae.eval;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A model of images and texts whose code is 0 or 1, each as likely: an image is filled with it, a
 * text follows its table, see {@link ChainText}.
 *
 * @param posterior q(z = 1 given a text) by the text's first token
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ChainModel(
    List<Modality> modalities, double[][][] tables, IntToDoubleFunction posterior)
    implements Model {
  @Override
  public ParameterStore parameters() {
    return new ParameterStore();
  }

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    for (Modality modality : modalities) {
      if (modality.kind() == Modality.Kind.IMAGE && !given.of(modality.name()).absent()) {
        Tensor grey = given.of(modality.name()).value().flatten(1, -1).narrow(1, 0, 1);
        return new Latents(
            Map.of(Latents.SHARED, grey.unsqueeze(0).expand(new long[] {draws, given.size(), 1})));
      }
    }
    Tensor u = noise.uniform(Tensors.zeros(ScalarType.Double, 1), draws, given.size());
    Tensor z = u.lt(q(given).unsqueeze(0)).to(ScalarType.Float);
    return new Latents(Map.of(Latents.SHARED, z.unsqueeze(-1)));
  }

  /** q(z = 1) of the first text that is there. */
  private Tensor q(Batch given) {
    Modality text =
        modalities.stream()
            .filter(m -> m.kind() == Modality.Kind.TOKENS && !given.of(m.name()).absent())
            .findFirst()
            .orElseThrow();
    long[] first = Tensors.longs(given.of(text.name()).value().select(1, 0));
    double[] q = new double[first.length];
    for (int i = 0; i < q.length; i++) {
      q[i] = posterior.applyAsDouble((int) first[i]);
    }
    return Tensors.of(q, q.length);
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
    Tensor z = latents.shared();
    if (target.kind() == Modality.Kind.TOKENS) {
      return new ChainText(
          tables, Objects.requireNonNull(target.vocabulary()), (int) target.elements(), z);
    }
    Tensor mean =
        z.unsqueeze(-1).unsqueeze(-1).expand(Tensors.prepend(target.sizes(), z.size(0), z.size(1)));
    return Normal.of(mean, torch.ones_like(mean), 3);
  }

  /** Of texts. */
  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    Tensor log = Tensors.full(Math.log(0.5), ScalarType.Double, 1);
    for (Modality modality : modalities) {
      if (!x.of(modality.name()).absent()) {
        log =
            log.add(
                decode(modality.name(), latents, null, Noise.of(0, 0, 0))
                    .logProb(x.of(modality.name()).value()));
      }
    }
    return log;
  }

  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    Tensor q = q(given).unsqueeze(0);
    Tensor one = latents.shared().squeeze(-1).gt(new Scalar(0.5));
    return torch.where(one, q, Tensors.affine(q, -1, 1)).log();
  }
}

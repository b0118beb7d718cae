package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Inversion;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.Features;
import dev.omnivae.core.network.flow.AutoregressiveCategories;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.state.ParameterStore;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * VQ-VAE: a code of indices into a {@link Codebook}, one for each of its places.
 *
 * <pre>{@code
 * k_s(x) = argmin_k |z_s(x) - e_k|²       z(x) the encoder's output, in parts
 * q(k | x) = [k = k(x)]
 * p(k) = Π_s p(k_s | k_<s)                an autoregressive prior, trained beside
 * log p(x, k) = log p(x | e_{k_1}, ..., e_{k_S}) + log p(k)
 * }</pre>
 *
 * <p>{@link Latents#SHARED} is the vectors of the indices side by side. One modality. Van den Oord
 * et al. 2017, "Neural Discrete Representation Learning".
 *
 * <p>Differs from the paper: a code is parts of one vector, whatever the network is, where theirs
 * is a map of a convolutional network; the prior is one masked perceptron and trained at the same
 * time, without gradient to anything else, where theirs is a PixelCNN trained afterwards.
 */
public final class VqVae implements Model {
  private final ParameterStore parameters;
  private final ModalityPart part;
  private final Codebook codebook;
  private final AutoregressiveCategories prior;
  private final int places;

  /**
   * Networks of the one modality.
   *
   * @param head from features to the code, {@code (batch, latent)}
   * @param weight factor of the log-likelihood in objectives
   */
  record ModalityPart(
      Modality modality, Features features, Layer head, Decoder decoder, double weight) {}

  /** All parts over one store. */
  VqVae(
      ParameterStore parameters,
      ModalityPart part,
      Codebook codebook,
      AutoregressiveCategories prior,
      int places) {
    this.parameters = parameters;
    this.part = part;
    this.codebook = codebook;
    this.prior = prior;
    this.places = places;
  }

  // ---- what the objective asks ----

  /** The encoder's output, not quantised: {@code (batch, latent)}. */
  public Tensor encode(Batch batch, Noise noise) {
    Observation x = batch.of(part.modality().name()).cleaned();
    Noise own = noise.stream("encode." + part.modality().name());
    return part.head().forward(part.features().of(x, batch.conditions(), own));
  }

  public Codebook codebook() {
    return codebook;
  }

  /** Weighted log p(x | code) in nats: {@code (batch)}. */
  public Tensor logLikelihood(Tensor code, Batch x, Noise noise) {
    Distribution p = part.decoder().decode(code.unsqueeze(0), x.conditions(), noise);
    Observation seen = x.of(part.modality().name());
    return ModalityModel.logLikelihood(p, seen, part.weight()).squeeze(0);
  }

  /**
   * log p(k) in nats, without gradient to the codebook.
   *
   * @param indices {@code (..., place)}
   * @return {@code (...)}
   */
  public Tensor logPrior(Tensor indices) {
    Tensor all = prior.logProbabilities(codebook.vectors(indices).detach());
    return all.gather(-1, indices.unsqueeze(-1)).squeeze(-1).sum(-1);
  }

  // ---- what any model answers ----

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    Observation x = given.of(part.modality().name());
    Tensor available = x.available();
    if (x.absent()) {
      return codes(drawn(draws, given, noise));
    }
    Tensor own = codebook.vectors(codebook.nearest(encode(given, noise))).unsqueeze(0);
    return codes(
        available == null
            ? own.expand(draws, -1, -1).contiguous()
            : torch.where(available.unsqueeze(-1), own, drawn(draws, given, noise)));
  }

  /** What takes the place of a modality that is missing: {@code (draw, batch, latent)}. */
  private Tensor drawn(long draws, Batch given, Noise noise) {
    Latents all = fromPrior(draws * given.size(), null, noise.stream("prior"));
    return all.shared().view(draws, given.size(), -1);
  }

  /** Place by place, each given those before. */
  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    Tensor like = parameters.values();
    Tensor indices =
        Tensors.zeros(ScalarType.Long, count, places).to(like.device(), ScalarType.Long);
    Tensor u = noise.stream("indices").uniform(like, count, places);
    for (int s = 0; s < places; s++) {
      Tensor p =
          prior.logProbabilities(codebook.vectors(indices)).select(1, s).exp().t(); // (K, count)
      Tensor drawn = Inversion.component(p, u.select(1, s).unsqueeze(0)).squeeze(0);
      indices.select(1, s).copy_(drawn);
    }
    return codes(codebook.vectors(indices).unsqueeze(0));
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    return part.decoder().decode(latents.shared(), condition, noise);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    Tensor total = logPrior(codebook.nearest(latents.shared()));
    Observation seen = x.of(part.modality().name());
    if (seen.absent()) {
      return total;
    }
    Distribution p = part.decoder().decode(latents.shared(), x.conditions(), Noise.of(0, 0, 0));
    return total.add(ModalityModel.logLikelihood(p, seen, 1));
  }

  /** 0 for the code of the sample, minus infinity for any other; the prior's where it has none. */
  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    Tensor indices = codebook.nearest(latents.shared()); // (draw, batch, place)
    Observation x = given.of(part.modality().name());
    if (x.absent()) {
      return logPrior(indices);
    }
    Tensor own = codebook.nearest(encode(given, Noise.of(0, 0, 0))).unsqueeze(0);
    Tensor same = indices.eq(own).all(-1);
    Tensor like = parameters.values();
    Tensor log =
        torch.where(same, Tensors.scalar(0, like), Tensors.scalar(Double.NEGATIVE_INFINITY, like));
    Tensor available = x.available();
    return available == null ? log : torch.where(available, log, logPrior(indices));
  }

  @Override
  public List<Modality> modalities() {
    return List.of(part.modality());
  }

  @Override
  public ParameterStore parameters() {
    return parameters;
  }

  private static Latents codes(Tensor shared) {
    return new Latents(Map.of(Latents.SHARED, shared));
  }
}

package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.Encoder;
import dev.omnivae.core.network.Encoding;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One modality's part of a model.
 *
 * @param own the private code, or null without one
 * @param weight factor of the log-likelihood in objectives; evaluation never uses it
 */
public record ModalityModel(
    Modality modality,
    Encoder encoder,
    Decoder decoder,
    @Nullable PrivateSpace own,
    double weight) {
  /**
   * What the encoder makes of the batch; filler of absent samples never reaches it. Where no sample
   * has the modality, as when it is to be generated, one row stands for all: nobody will look at
   * it.
   */
  public Encoding encode(Batch batch, Noise noise) {
    String name = modality.name();
    Observation x = batch.of(name).cleaned();
    Noise own = noise.stream("encode." + name);
    Tensor conditions = batch.conditions();
    long rows = batch.size();
    if (rows < 2 || !x.absent()) {
      return encoder.encode(x, conditions, own);
    }
    UnaryOperator<Tensor> first = t -> t.narrow(0, 0, 1);
    Encoding one =
        encoder.encode(x.map(first), conditions == null ? null : first.apply(conditions), own);
    return one.expand(rows);
  }

  /**
   * Log-likelihood of what was seen: zero, without gradient, where the modality is absent.
   *
   * @param p over {@code (..., batch, event)}
   * @param weight factor
   * @return {@code (..., batch)} in nats
   */
  public static Tensor logLikelihood(Distribution p, Observation observation, double weight) {
    Observation x = observation.cleaned();
    Tensor log = Tensors.times(p.logProb(x.value(), x.known()), weight);
    return Tensors.masked(log, x.available());
  }
}

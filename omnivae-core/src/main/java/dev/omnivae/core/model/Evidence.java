package dev.omnivae.core.model;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.fusion.Posterior;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What the decoders say of the data.
 *
 * @param decoded per modality p(x given z); over {@code (draw, component, batch, event)}, with only
 *     the components that decode it
 * @param logLikelihood per modality, weighted, zero where not available or not decoded: {@code
 *     (draw, component, batch)}
 */
public record Evidence(
    Posterior posterior,
    Draws draws,
    Map<String, Distribution> decoded,
    Map<String, Tensor> logLikelihood) {

  /** Weighted sum over modalities, in nats: {@code (draw, component, batch)}. */
  public Tensor logJointLikelihood() {
    return logLikelihood.values().stream().reduce(Tensor::add).orElseThrow();
  }
}

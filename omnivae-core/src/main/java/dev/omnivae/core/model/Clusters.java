package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.distribution.MixtureDistribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import java.util.Optional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Which cluster of a mixture prior every sample belongs to.
 *
 * <pre>{@code q(c | X) = Σ_r π_r E_{q_r(z | X)}[p(c | z)]}</pre>
 *
 * <p>p(c | z) is the responsibility of cluster c, by Bayes' rule; r are the components of the
 * posterior, so that each available modality of a mixture of experts votes with what it is sure of.
 *
 * <p>Differs from the reference code of CMVAE, in which every modality casts one vote for its most
 * likely cluster.
 *
 * @param responsibilities q(c | X), {@code (cluster, batch)}, sums to 1 over clusters
 */
public record Clusters(Tensor responsibilities) {

  /**
   * The clusters of a batch.
   *
   * @param given what is available of every sample
   * @param draws per component of the posterior
   * @return empty when the model's prior is no mixture
   */
  public static Optional<Clusters> of(MultimodalVae model, Batch given, long draws, Noise noise) {
    if (!(model.prior(given.conditions()) instanceof MixtureDistribution prior)) {
      return Optional.empty();
    }
    Posterior q = model.fusion().inference(model.encode(given, noise));
    Tensor z = q.components().sample(noise.stream("clusters"), draws);
    return Optional.of(of(q, prior.responsibilities(z)));
  }

  /**
   * From draws of a posterior.
   *
   * @param each p(c | z) of every draw, {@code (cluster, draw, component, batch)}
   */
  public static Clusters of(Posterior q, Tensor each) {
    Tensor weighted = each.mean(1L).mul(q.logWeights().exp()); // (cluster, component, batch)
    Tensor absent = q.logWeights().isneginf();
    return new Clusters(torch.where(absent, torch.zeros_like(weighted), weighted).sum(1));
  }

  /** The most likely cluster of every sample: {@code (batch)} int64. */
  public Tensor assigned() {
    return responsibilities.argmax(new LongOptional(0), false);
  }

  /** How undecided each sample is, in nats: {@code (batch)}, 0 to the log of the clusters. */
  public Tensor entropy() {
    return entropy(responsibilities);
  }

  /**
   * How many clusters the batch uses: the exponential of the entropy of their mean responsibility.
   * A scalar, 1 to the number of clusters.
   */
  public Tensor used() {
    return entropy(Tensors.mean(responsibilities, 1)).exp();
  }

  /** Over the first axis; 0 log 0 is 0. */
  private static Tensor entropy(Tensor p) {
    return p.xlogy(p).sum(0).neg();
  }
}

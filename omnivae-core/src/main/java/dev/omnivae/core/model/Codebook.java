package dev.omnivae.core.model;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Buffer;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameters;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * K vectors that stand for whatever is nearest to them; they follow it by moving averages.
 *
 * <pre>{@code
 * N_k ← ρ N_k + (1 - ρ) n_k        how many vectors of the batch are nearest to k
 * m_k ← ρ m_k + (1 - ρ) Σ z        their sum
 * e_k = m_k / N_k
 * }</pre>
 *
 * <p>A vector that stands for less than {@code restart} of an equal share is put on a random one of
 * the batch, and has an equal share from there; so the first step puts them all among the data. Van
 * den Oord et al. 2017, "Neural Discrete Representation Learning", appendix A.1; restarts: Dhariwal
 * et al. 2020, "Jukebox", section 3.1.
 */
public final class Codebook {
  /** Below it a vector stands for nothing, and stays where it is. */
  private static final double TINY = 1e-6;

  private final CodebookSettings settings;
  private final long width;
  private final Buffer vectors;
  private final Buffer counts;
  private final Buffer sums;

  /**
   * Declares it.
   *
   * @param width dimensions of a vector
   */
  Codebook(Parameters parameters, long width, CodebookSettings settings) {
    this.settings = settings;
    this.width = width;
    vectors = parameters.buffer("vectors", Initialiser.normal(1), settings.codes(), width);
    counts = parameters.buffer("counts", Initialiser.constant(0), settings.codes());
    sums = parameters.buffer("sums", Initialiser.constant(0), settings.codes(), width);
  }

  /** K. */
  public int size() {
    return settings.codes();
  }

  /**
   * The nearest vector to each part of a code.
   *
   * @param z {@code (..., place * width)}
   * @return {@code (..., place)} int64
   */
  public Tensor nearest(Tensor z) {
    try (NoGrad off = NoGrad.open()) {
      Tensor parts = parts(z);
      Tensor e = vectors.tensor();
      // |z - e|² without |z|², which is the same for all
      Tensor distance = e.square().sum(1).sub(Tensors.times(parts.mm(e.t()), 2));
      long[] shape = Tensors.shape(z);
      shape[shape.length - 1] = -1;
      return distance.argmin(new LongOptional(1), false).view(shape);
    }
  }

  /** The vectors of indices {@code (..., place)}, side by side: {@code (..., place * width)}. */
  public Tensor vectors(Tensor indices) {
    long[] shape = Tensors.shape(indices);
    shape[shape.length - 1] *= width;
    return vectors.tensor().index_select(0, indices.reshape(-1)).view(shape);
  }

  /**
   * Moves the vectors towards what they stand for, in place, and restarts those that stand for
   * nothing.
   *
   * @param z {@code (batch, place * width)}
   * @param indices {@link #nearest} of them
   */
  public void followInPlace(Tensor z, Tensor indices, Noise noise) {
    try (NoGrad off = NoGrad.open()) {
      Tensor parts = parts(z.detach());
      Tensor one = torch.one_hot(indices.reshape(-1), size()).to(parts.scalar_type()); // (part, K)
      moveInPlace(counts.tensor(), one.sum(0));
      moveInPlace(sums.tensor(), one.t().mm(parts));
      double share = parts.size(0) / (double) size();
      Tensor dead = counts.tensor().lt(Tensors.scalar(settings.restart() * share, counts.tensor()));
      Tensor fresh = parts.index_select(0, rows(parts, noise));
      Tensor equal = Tensors.scalar(share, parts);
      counts.tensor().copy_(torch.where(dead, equal, counts.tensor()));
      sums.tensor()
          .copy_(torch.where(dead.unsqueeze(1), Tensors.times(fresh, share), sums.tensor()));
      Tensor known = counts.tensor().gt(Tensors.scalar(TINY, counts.tensor())).unsqueeze(1);
      Tensor moved = sums.tensor().div(counts.tensor().unsqueeze(1));
      vectors.tensor().copy_(torch.where(known, moved, vectors.tensor()));
    }
  }

  private void moveInPlace(Tensor average, Tensor towards) {
    try (Scalar weight = new Scalar(1 - settings.decay())) {
      average.lerp_(towards, weight);
    }
  }

  /** A random row for every vector: {@code (K)} int64. */
  private Tensor rows(Tensor parts, Noise noise) {
    Tensor u = noise.uniform(parts, size());
    try (Scalar last = new Scalar(parts.size(0) - 1.0)) {
      return Tensors.times(u, (double) parts.size(0)).floor().clamp_max(last).to(ScalarType.Long);
    }
  }

  /** {@code (..., place * width)} as {@code (part, width)}. */
  private Tensor parts(Tensor z) {
    return z.reshape(-1, width);
  }
}

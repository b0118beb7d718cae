package dev.omnivae.eval.likelihood;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;

/**
 * Means of weights over many draws, in pieces that fit a budget of memory.
 *
 * <pre>{@code log p̂ = log (1/K) Σ_k w_k}</pre>
 *
 * <p>In nats per sample: in expectation a lower bound of log E[w] that tightens with K. Burda et
 * al. 2016, "Importance weighted autoencoders", eq. 8 and theorem 1.
 *
 * <p>A row is one draw of one sample. Samples and draws go through a model together; where one
 * sample's draws fill a piece, samples go one by one, so that an encoder, which sees each sample of
 * a piece once, costs as little as it can beside the decoders. How much memory rows take is what
 * the tensors of the last piece took; the first piece is one row, each next at most {@value
 * #GROWTH} times as many. Tensors get half of the budget, since operations take more while they
 * run.
 */
public final class ImportanceSampler {
  private static final double GROWTH = 8;

  /** Of the budget; the rest is for what operations take while they run. */
  private static final double SHARE = 0.5;

  private final LogWeights weights;
  private final long draws;
  private final double budget;
  private double rows = 1;

  /**
   * A sampler, which learns how much memory these weights take.
   *
   * @param draws K
   * @param mebibytes the budget
   */
  public ImportanceSampler(LogWeights weights, long draws, double mebibytes) {
    this.weights = weights;
    this.draws = draws;
    this.budget = mebibytes * (1 << 20) * SHARE;
  }

  /**
   * What came of it.
   *
   * @param logMean log p̂ per sample
   * @param effective (Σ w)² / Σ w² per sample, between 1 and K: near 1, one draw decides
   */
  @SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
  public record Estimate(double[] logMean, double[] effective) {}

  /** Of every sample of a batch, all of which have what is asked of. */
  public Estimate of(Batch batch, Noise noise) {
    int size = Math.toIntExact(batch.size());
    double[] logMean = new double[size];
    double[] effective = new double[size];
    int at = 0;
    while (at < size) {
      int samples = (int) Math.max(1, Math.min(size - at, (long) (rows / draws)));
      WeightSums sums = sums(batch, at, samples, noise.stream("@" + at));
      System.arraycopy(sums.logMeans(), 0, logMean, at, samples);
      System.arraycopy(sums.effective(), 0, effective, at, samples);
      at += samples;
    }
    return new Estimate(logMean, effective);
  }

  private WeightSums sums(Batch batch, int at, int samples, Noise noise) {
    WeightSums sums = new WeightSums(samples);
    try (Scope outer = Scope.open();
        NoGrad off = NoGrad.open()) {
      Batch some = batch.map(t -> t.narrow(0, at, samples));
      for (long drawn = 0; drawn < draws; ) {
        long now = Math.max(1, Math.min(draws - drawn, (long) (rows / samples)));
        try (Scope scope = Scope.open()) {
          sums.add(weights.of(some, now, noise.stream("#" + drawn)));
          learn(now * samples, scope.bytes());
        }
        drawn += now;
      }
    }
    return sums;
  }

  /** The next piece: as many rows as the budget holds, if they are like these. */
  private void learn(long taken, long bytes) {
    rows = Math.max(1, Math.min(GROWTH * rows, taken * budget / Math.max(1, bytes)));
  }
}

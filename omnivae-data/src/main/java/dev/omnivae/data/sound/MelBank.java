package dev.omnivae.data.sound;

import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Triangular filters, equally far apart on the mel scale, each 1 at its centre and 0 at those of
 * its neighbours:
 *
 * <pre>
 * {@code mel(f) = 2595 log10(1 + f / 700),   (W P)[band, frame] = Σ W[band, bin] P[bin, frame]}
 * </pre>
 *
 * <p>O'Shaughnessy, Speech Communication, 1987, p. 150; the HTK book. Librosa's default is another
 * mel scale, and filters of equal area.
 */
final class MelBank {
  private static final int ROUNDS = 60;
  private static final double NOTHING = 1e-12;

  private final double[] weights;
  private final int bands;
  private final int bins;

  private MelBank(double[] weights, int bands, int bins) {
    this.weights = weights;
    this.bands = bands;
    this.bins = bins;
  }

  /**
   * Filters from {@code lowest} hertz to half the rate.
   *
   * @param bins of a one-sided spectrum, the last at half the rate
   */
  static MelBank of(int bands, int bins, double rate, double lowest) {
    double[] centres = new double[bands + 2];
    double low = mel(lowest);
    double high = mel(rate / 2);
    for (int i = 0; i < centres.length; i++) {
      centres[i] = hertz(low + (high - low) * i / (bands + 1));
    }
    double[] weights = new double[bands * bins];
    for (int band = 0; band < bands; band++) {
      for (int bin = 0; bin < bins; bin++) {
        double f = bin * rate / 2 / (bins - 1);
        double rising = (f - centres[band]) / (centres[band + 1] - centres[band]);
        double falling = (centres[band + 2] - f) / (centres[band + 2] - centres[band + 1]);
        weights[band * bins + bin] = Math.max(0, Math.min(rising, falling));
      }
    }
    return new MelBank(weights, bands, bins);
  }

  static double mel(double hertz) {
    return 2595 * Math.log10(1 + hertz / 700);
  }

  static double hertz(double mel) {
    return 700 * (Math.pow(10, mel / 2595) - 1);
  }

  /** {@code (band, bin)}, the lowest band first. */
  Tensor weights() {
    return Tensors.of(weights, bands, bins).to(ScalarType.Float);
  }

  /**
   * Power by band.
   *
   * @param power {@code (sound, bin, frame)}
   * @return {@code (sound, band, frame)}
   */
  Tensor of(Tensor power) {
    return weights().matmul(power);
  }

  /**
   * A spectrum without negative power that gives these bands, as nearly as least squares can:
   *
   * <pre>{@code P ← P · Wᵀ M / (Wᵀ W P)}</pre>
   *
   * <p>Lee and Seung, Algorithms for Non-negative Matrix Factorization, NIPS 2000, theorem 1 with W
   * fixed.
   *
   * @param mel {@code (sound, band, frame)}, at least 0
   * @return {@code (sound, bin, frame)}
   */
  Tensor spectrum(Tensor mel) {
    Tensor w = weights();
    Tensor wt = w.transpose(0, 1);
    Tensor target = wt.matmul(mel);
    Tensor gram = wt.matmul(w);
    Tensor power = target;
    for (int round = 0; round < ROUNDS; round++) {
      power = power.mul(target).div(Tensors.plus(gram.matmul(power), NOTHING));
    }
    return power;
  }
}

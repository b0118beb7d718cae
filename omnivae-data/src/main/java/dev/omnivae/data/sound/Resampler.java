package dev.omnivae.data.sound;

/**
 * Another number of samples a second, by interpolation with a windowed sinc:
 *
 * <pre>{@code
 * y[n] = Σₖ x[k] h(n f / g - k),   h(t) = c sinc(c t) cos²(π t / 2 r),   |t| < r = 16 / c
 * }</pre>
 *
 * <p>from f to g samples a second. c = min(1, g / f) takes away what g samples a second cannot
 * hold, which would come back as other tones.
 *
 * <p>Smith and Gossett, A flexible sampling-rate conversion method, ICASSP 1984.
 */
final class Resampler {
  private static final int CROSSINGS = 16;

  private Resampler() {}

  /** The sound with that many samples a second; itself where it has them. */
  static Sound resample(Sound sound, int rate) {
    if (sound.rate() == rate) {
      return sound;
    }
    double step = sound.rate() / (double) rate;
    double cutoff = Math.min(1, 1 / step);
    double radius = CROSSINGS / cutoff;
    float[] x = sound.samples();
    float[] y = new float[Math.max(1, (int) Math.round(x.length / step))];
    for (int n = 0; n < y.length; n++) {
      double at = n * step;
      int first = Math.max(0, (int) Math.ceil(at - radius));
      int last = Math.min(x.length - 1, (int) Math.floor(at + radius));
      double sum = 0;
      for (int k = first; k <= last; k++) {
        sum += x[k] * kernel(at - k, cutoff, radius);
      }
      y[n] = (float) sum;
    }
    return new Sound(y, rate);
  }

  private static double kernel(double t, double cutoff, double radius) {
    double angle = Math.PI * cutoff * t;
    double sinc = Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
    double window = Math.cos(Math.PI * t / (2 * radius));
    return cutoff * sinc * window * window;
  }
}

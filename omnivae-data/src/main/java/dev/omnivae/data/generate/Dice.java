package dev.omnivae.data.generate;

/**
 * The random numbers of one sample: SplitMix64, so that a drawing is the same on every JDK and in
 * every order. Not thread-safe; every sample has its own.
 */
public final class Dice {
  private static final double UNIT = 0x1.0p-53;
  private long state;

  private Dice(long state) {
    this.state = state;
  }

  /** Dice of one sample: independent of every other (seed, stream, index). */
  public static Dice of(long seed, String stream, long index) {
    long key = mix(seed);
    for (int i = 0; i < stream.length(); i++) {
      key = mix(key + stream.charAt(i));
    }
    return new Dice(mix(key + 31L * index));
  }

  public long next() {
    state += 0x9E3779B97F4A7C15L;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  public double uniform() {
    return (next() >>> 11) * UNIT;
  }

  /** Uniform in [low, high). */
  public double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** Normal, cut at three standard deviations: a drawing has no outliers of ten. */
  public double normal(double mean, double deviation) {
    double radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    double value = radius * Math.cos(2 * Math.PI * uniform());
    return mean + deviation * Math.max(-3, Math.min(3, value));
  }

  public boolean chance(double probability) {
    return uniform() < probability;
  }

  /** Uniform in [0, bound). */
  public int below(int bound) {
    return (int) (uniform() * bound);
  }

  /** SplitMix64's finaliser: a bijection that scatters neighbouring keys. */
  public static long mix(long key) {
    long z = key + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

package dev.omnivae.data.pairing;

/**
 * A random permutation of [0, size) that is computed, not stored: a Feistel network over the
 * smallest even number of bits that holds size, walked until it lands inside (at most 4 times the
 * size, so fewer than 4 steps on average). Thread-safe.
 *
 * <p>Black and Rogaway, Ciphers with Arbitrary Finite Domains, CT-RSA 2002, section 4.
 */
public final class Permutation {
  private static final int ROUNDS = 6;

  private final long size;
  private final long key;
  private final int half;
  private final long mask;

  private Permutation(long size, long key) {
    this.size = size;
    this.key = key;
    int bits = Math.max(2, 64 - Long.numberOfLeadingZeros(Math.max(1, size - 1)));
    this.half = (bits + 1) / 2;
    this.mask = (1L << half) - 1;
  }

  /**
   * The permutation of a key.
   *
   * @param size at least 1
   */
  public static Permutation of(long size, long... key) {
    if (size < 1) {
      throw new IllegalArgumentException("size must be at least 1, got " + size);
    }
    long mixed = 0;
    for (long part : key) {
      mixed = mix(mixed + part);
    }
    return new Permutation(size, mixed);
  }

  /** Where {@code index} in [0, size) goes. */
  public long at(long index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "index must be in [0, %d), got %d".formatted(size, index));
    }
    long walked = index;
    do {
      walked = encipher(walked);
    } while (walked >= size);
    return walked;
  }

  private long encipher(long value) {
    long left = value >>> half;
    long right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (mix(key + right * ROUNDS + round) & mask);
      left = right;
      right = next;
    }
    return (left << half) | right;
  }

  /** SplitMix64's finaliser: a bijection that scatters neighbouring keys. */
  private static long mix(long key) {
    long z = key + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

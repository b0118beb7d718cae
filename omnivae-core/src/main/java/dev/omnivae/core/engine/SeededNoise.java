package dev.omnivae.core.engine;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Noise from libtorch's CPU generator (Mersenne twister), seeded by a hash of the key; the same on
 * every device.
 */
final class SeededNoise implements Noise {
  private final long key;
  private @Nullable Generator generator;

  private SeededNoise(long key) {
    this.key = key;
  }

  static SeededNoise of(long seed, long rank, long step) {
    return new SeededNoise(mix(mix(mix(seed) + rank) + step));
  }

  @Override
  public Tensor normal(Tensor like, long... shape) {
    Tensor out = empty(like, shape).normal_(0, 1, new GeneratorOptional(generator()));
    return out.to(like.device(), like.scalar_type());
  }

  @Override
  public Tensor uniform(Tensor like, long... shape) {
    Tensor out = empty(like, shape).uniform_(0, 1, new GeneratorOptional(generator()));
    return out.to(like.device(), like.scalar_type());
  }

  @Override
  public Noise stream(String name) {
    long hash = key;
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash + name.charAt(i));
    }
    return new SeededNoise(mix(hash + name.length()));
  }

  private static Tensor empty(Tensor like, long... shape) {
    return torch.empty(shape, new TensorOptions(like.scalar_type()), null);
  }

  private Generator generator() {
    Generator current = generator;
    if (current == null) {
      current = torch.createCPUGenerator(key & Long.MAX_VALUE);
      generator = current;
    }
    return current;
  }

  /** SplitMix64's finaliser: a bijection that scatters neighbouring keys. */
  static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

package dev.omnivae.core.engine;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Noise from libtorch's CPU generator (Mersenne twister), seeded by a hash of the key; the same on
 * every device. A stream costs about 10 microseconds to open (4 to make the generator, 6 for its
 * first block of numbers), so one per step and use is cheap.
 *
 * <p>The generator lives as long as the scope this noise was made in, so that a training run holds
 * no more of them than one step makes; made outside any scope, until garbage collection.
 */
final class SeededNoise implements Noise {
  private final long key;
  private final @Nullable PointerScope owner = PointerScope.getInnerScope();
  private @Nullable Generator generator;

  private SeededNoise(long key) {
    this.key = key;
  }

  static SeededNoise of(long seed, long rank, long step) {
    return new SeededNoise(mix(mix(mix(seed) + rank) + step));
  }

  @Override
  public Tensor normal(Tensor like, long... shape) {
    return placed(empty(like, shape).normal_(0, 1, new GeneratorOptional(generator())), like);
  }

  @Override
  public Tensor uniform(Tensor like, long... shape) {
    return placed(empty(like, shape).uniform_(0, 1, new GeneratorOptional(generator())), like);
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

  private static Tensor placed(Tensor drawn, Tensor like) {
    return like.is_cpu() ? drawn : drawn.to(like.device(), like.scalar_type());
  }

  private Generator generator() {
    Generator current = generator;
    if (current == null) {
      current = torch.createCPUGenerator(key & Long.MAX_VALUE);
      // Not the scope of the first draw, which may well be a nested one that closes before the
      // next.
      PointerScope drawn = PointerScope.getInnerScope();
      if (drawn != null && drawn != owner) {
        current.retainReference();
        drawn.detach(current);
        if (owner != null) {
          owner.attach(current);
          current.releaseReference();
        }
      }
      generator = current;
    }
    if (current.isNull()) {
      throw new IllegalStateException(
          "noise must be drawn before the scope it was made in closes, got a closed scope;"
              + " make it outside");
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

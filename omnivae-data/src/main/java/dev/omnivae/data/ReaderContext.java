package dev.omnivae.data;

import dev.omnivae.core.config.Settings;
import java.nio.file.Path;
import java.util.List;

/**
 * What a reader is given.
 *
 * @param settings the recipe's {@code data} mapping, the key {@code reader} included
 * @param roots folders to look in, best first: a data set {@code mnist} is looked for as {@code
 *     ROOT/mnist}, then as {@code ROOT}
 * @param cache where generated data may be kept between runs
 * @param seed the recipe's seed
 */
public record ReaderContext(Settings settings, List<Path> roots, Path cache, long seed) {
  public ReaderContext {
    roots = List.copyOf(roots);
  }
}

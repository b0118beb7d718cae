package dev.omnivae.data.picture;

import dev.omnivae.data.format.BlobCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Many square pictures made smaller, in parallel, and kept so that a folder is decoded once. */
public final class ThumbnailPack {
  private static final int BLACK = 0;

  private ThumbnailPack() {}

  /**
   * Reads them, of any size and format that {@link Thumbnail} takes.
   *
   * @param size height and width of the results
   * @param cache folder of the cache
   * @return (file, channel, height, width)
   */
  public static byte[] read(List<Path> files, int size, Path cache) {
    int each = 3 * size * size;
    int length = Math.multiplyExact(each, files.size());
    BlobCache blobs = new BlobCache(cache.resolve("pictures"));
    String key = BlobCache.key("thumbnail " + size, files.stream().map(Optional::of).toList());
    Optional<byte[]> kept = blobs.get(key, length);
    if (kept.isPresent()) {
      return kept.get();
    }
    byte[] pixels = new byte[length];
    IntStream.range(0, files.size())
        .parallel()
        .forEach(i -> Thumbnail.read(files.get(i), size, BLACK, pixels, i * each));
    blobs.put(key, pixels);
    return pixels;
  }
}

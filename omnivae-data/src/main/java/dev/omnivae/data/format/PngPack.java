package dev.omnivae.data.format;

import dev.omnivae.core.batch.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Many pictures of one size as one array: decoded in parallel, kept compactly in the cache under a
 * key of their paths, sizes and times, so that a folder is decoded once.
 *
 * @param pixels (file, channel, height, width); zeros where there is no file or it is broken
 * @param problems by index: what a picture is instead of what it must be
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record PngPack(byte[] pixels, Map<Integer, String> problems) {
  /**
   * Reads them.
   *
   * @param files in order; empty where a sample has none
   * @param shape an image modality: what every picture must be
   * @param cache folder of the cache
   */
  public static PngPack read(List<Optional<Path>> files, Modality shape, Path cache) {
    int each = Math.toIntExact(shape.elements());
    int length = Math.multiplyExact(each, files.size());
    BlobCache blobs = new BlobCache(cache.resolve("pictures"));
    String key = BlobCache.key(shape.shape().toString(), files);
    Optional<byte[]> kept = blobs.get(key, length);
    if (kept.isPresent()) {
      return new PngPack(kept.get(), Map.of());
    }
    byte[] pixels = new byte[length];
    Map<Integer, String> problems = new ConcurrentHashMap<>();
    IntStream.range(0, files.size())
        .parallel()
        .forEach(
            i ->
                files
                    .get(i)
                    .flatMap(file -> decode(file, shape, pixels, i * each))
                    .ifPresent(problem -> problems.put(i, problem)));
    if (problems.isEmpty()) {
      blobs.put(key, pixels);
    }
    return new PngPack(pixels, new TreeMap<>(problems));
  }

  private static Optional<String> decode(Path file, Modality shape, byte[] pixels, int offset) {
    long[] sizes = shape.sizes(); // channel, height, width
    PngFile.Planes planes;
    try {
      planes = PngFile.read(file, (int) sizes[0]);
    } catch (IOException | RuntimeException e) { // broken files end in any exception of ImageIO
      return Optional.of("broken (" + e.getMessage() + ")");
    }
    if (planes == null) {
      return Optional.of("no picture");
    }
    if (planes.height() != sizes[1] || planes.width() != sizes[2]) {
      return Optional.of("%dx%d".formatted(planes.height(), planes.width()));
    }
    System.arraycopy(planes.pixels(), 0, pixels, offset, planes.pixels().length);
    return Optional.empty();
  }
}

package dev.omnivae.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes kept between runs, one file a key: written beside its name and moved into place, its
 * SHA-256 at its end. A broken file counts as none; a folder that cannot be written costs time, not
 * the run.
 */
public final class BlobCache {
  private static final Logger LOG = LoggerFactory.getLogger(BlobCache.class);
  private static final int DIGITS = 64; // of a SHA-256 in hexadecimal

  private final Path folder;

  public BlobCache(Path folder) {
    this.folder = folder;
  }

  /** The bytes of a key, if they are there, so many and whole. */
  public Optional<byte[]> get(String key, int length) {
    Optional<byte[]> bytes = get(key);
    if (bytes.isPresent() && bytes.get().length != length) {
      LOG.warn("{} is broken; making it again", file(key));
      return Optional.empty();
    }
    return bytes;
  }

  /** The bytes of a key, if they are there and whole. */
  public Optional<byte[]> get(String key) {
    Path file = file(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      long length = Math.max(0, Files.size(file) - DIGITS);
      byte[] bytes = in.readNBytes(Math.toIntExact(length));
      String sum = new String(in.readNBytes(DIGITS + 1), StandardCharsets.US_ASCII);
      if (sum.equals(Checksums.of(bytes))) {
        return Optional.of(bytes);
      }
      LOG.warn("{} is broken; making it again", file);
    } catch (IOException | ArithmeticException e) {
      LOG.warn("{} cannot be read ({}); making it again", file, String.valueOf(e));
    }
    return Optional.empty();
  }

  /** Keeps bytes under a key. */
  public void put(String key, byte[] bytes) {
    Path file = file(key);
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, key, ".part");
      try (OutputStream out = Files.newOutputStream(part)) {
        out.write(bytes);
        out.write(Checksums.of(bytes).getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        Files.deleteIfExists(part);
        throw e;
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} cannot be kept ({})", file, String.valueOf(e));
    }
  }

  /**
   * A key of what is made of files: another one when any of them has moved or changed.
   *
   * @param what is made of them
   */
  public static String key(String what, List<Optional<Path>> files) {
    String listing =
        files.parallelStream()
            .map(file -> file.map(BlobCache::signature).orElse("-"))
            .collect(Collectors.joining("\n", what + "\n", ""));
    return Checksums.of(listing.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS / 2);
  }

  private static String signature(Path file) {
    try {
      BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
      return file.toAbsolutePath() + " " + of.size() + " " + of.lastModifiedTime().toMillis();
    } catch (IOException e) {
      return file.toAbsolutePath() + " ?";
    }
  }

  private Path file(String key) {
    return folder.resolve(key + ".bin");
  }
}

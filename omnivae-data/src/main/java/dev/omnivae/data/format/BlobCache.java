package dev.omnivae.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes kept between runs, one file a key: written beside its name and moved into place, its
 * SHA-256 at its end. A broken file counts as none; a folder that cannot be written costs time, not
 * the run.
 */
final class BlobCache {
  private static final Logger LOG = LoggerFactory.getLogger(BlobCache.class);
  private static final int DIGITS = 64; // of a SHA-256 in hexadecimal

  private final Path folder;

  BlobCache(Path folder) {
    this.folder = folder;
  }

  /** The bytes of a key, if they are there, so many and whole. */
  Optional<byte[]> get(String key, int length) {
    Path file = file(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(length);
      String sum = new String(in.readNBytes(DIGITS + 1), StandardCharsets.US_ASCII);
      if (bytes.length == length && sum.equals(Checksums.of(bytes))) {
        return Optional.of(bytes);
      }
      LOG.warn("{} is broken; making it again", file);
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); making it again", file, String.valueOf(e));
    }
    return Optional.empty();
  }

  void put(String key, byte[] bytes) {
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

  private Path file(String key) {
    return folder.resolve(key + ".bin");
  }
}

package dev.omnivae.data.generate;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drawings kept between runs: one file a (drawer, version, seed, split, count), written beside its
 * name and moved into place, its SHA-256 at its end. A file that is broken is drawn again; a folder
 * that cannot be written costs seconds, not the run.
 */
public final class DrawingCache {
  private static final Logger LOG = LoggerFactory.getLogger(DrawingCache.class);
  private static final int MAGIC = 0x4F564431;

  private final Path folder;

  /**
   * A cache in that folder, created when first needed.
   *
   * @param folder of the cache, for example {@code ~/.cache/omnivae}
   */
  public DrawingCache(Path folder) {
    this.folder = folder.resolve("drawings");
  }

  /** The drawing, from the folder or drawn now; see {@link Drawing#draw}. */
  public Drawing get(DigitDrawer drawer, long seed, String stream, int samples) {
    Path file = file(drawer, seed, stream, samples);
    Optional<Drawing> kept = read(file, drawer, samples);
    if (kept.isPresent()) {
      return kept.get();
    }
    Drawing drawing = Drawing.draw(drawer, seed, stream, samples);
    write(file, drawing);
    return drawing;
  }

  Path file(DigitDrawer drawer, long seed, String stream, int samples) {
    return folder.resolve(
        "%s-v%d-seed%d-%s-%d.bin"
            .formatted(drawer.modality().name(), drawer.version(), seed, stream, samples));
  }

  private static Optional<Drawing> read(Path file, DigitDrawer drawer, int samples) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    int elements = Math.toIntExact(drawer.modality().elements());
    MessageDigest digest = sha256();
    try (DataInputStream in =
        new DataInputStream(
            new DigestInputStream(
                new BufferedInputStream(Files.newInputStream(file), 1 << 16), digest))) {
      if (in.readInt() != MAGIC) {
        return broken(file, "wrong magic");
      }
      byte[] pixels = in.readNBytes(Math.multiplyExact(elements, samples));
      byte[] labels = in.readNBytes(samples);
      float[][] factors = new float[drawer.factors().size()][samples];
      for (float[] factor : factors) {
        for (int i = 0; i < samples; i++) {
          factor[i] = in.readFloat();
        }
      }
      byte[] expected = digest.digest();
      if (!Arrays.equals(expected, in.readNBytes(expected.length)) || in.read() >= 0) {
        return broken(file, "wrong checksum");
      }
      return Optional.of(new Drawing(pixels, labels, factors));
    } catch (IOException e) {
      return broken(file, String.valueOf(e));
    }
  }

  private static Optional<Drawing> broken(Path file, String why) {
    LOG.warn("{} is broken ({}); drawing it again", file, why);
    return Optional.empty();
  }

  private static void write(Path file, Drawing drawing) {
    Path part = null;
    try {
      Files.createDirectories(file.getParent());
      part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
      MessageDigest digest = sha256();
      try (DataOutputStream out =
          new DataOutputStream(
              new DigestOutputStream(
                  new BufferedOutputStream(Files.newOutputStream(part), 1 << 16), digest))) {
        out.writeInt(MAGIC);
        out.write(drawing.pixels());
        out.write(drawing.labels());
        for (float[] factor : drawing.factors()) {
          for (float value : factor) {
            out.writeFloat(value);
          }
        }
        out.flush();
        out.write(digest.digest());
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} cannot be kept ({}); it will be drawn again next time", file, String.valueOf(e));
      removeQuietly(part);
    }
  }

  private static void removeQuietly(@org.jspecify.annotations.Nullable Path part) {
    if (part != null) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException e) {
        LOG.debug("{} stays behind", part, e);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

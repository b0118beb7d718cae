package dev.omnivae.data.format;

import dev.omnivae.core.config.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, in lower-case hexadecimal. */
public final class Checksums {
  private Checksums() {}

  /** Of a file's bytes. */
  public static String of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Of what a gzip file holds, unpacked; of any other file its bytes. */
  public static String ofContent(Path file) {
    try (InputStream in = Idx.open(file)) {
      return of(in);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static String of(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static InputException unreadable(Path file, IOException e) {
    return new InputException(
        "%s must be readable and whole, got %s; check its permissions or download it again"
            .formatted(file, e),
        e);
  }

  /** Of several arrays, one after the other. */
  public static String of(byte[]... parts) {
    MessageDigest digest = sha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

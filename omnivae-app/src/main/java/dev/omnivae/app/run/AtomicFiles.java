package dev.omnivae.app.run;

import dev.omnivae.core.config.RunException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files written beside their name and renamed into place: whole or not at all. */
public final class AtomicFiles {
  private AtomicFiles() {}

  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a file, its folder made where missing.
   *
   * @throws RunException when the disk is full or not writable; what was there before still is
   */
  public static void write(Path file, byte[] bytes) {
    Path folder = file.toAbsolutePath().getParent();
    Path beside = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      discard(beside);
      throw failed(file, e);
    }
  }

  /** The line for a file that cannot be written. */
  public static RunException failed(Path file, IOException e) {
    return new RunException(
        "%s must be writable, got %s; free some space or choose another folder"
            .formatted(file, reason(e)),
        e);
  }

  /** What an I/O error says, without the path it repeats. */
  static String reason(IOException e) {
    if (e instanceof java.nio.file.FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "no permission";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException ignored) {
      // the error that brought us here is the one to report
    }
  }
}

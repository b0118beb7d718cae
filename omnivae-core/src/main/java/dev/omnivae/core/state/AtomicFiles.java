package dev.omnivae.core.state;

import dev.omnivae.core.config.RunException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Files that are there whole or not at all: written beside their name, flushed to the disk, renamed
 * into place. A failing write is a {@link RunException} of one line, and what was there before
 * stays. Tests subclass it to fill the disk.
 */
public class AtomicFiles {
  /** The real disk. */
  public static final AtomicFiles DISK = new AtomicFiles();

  /** Writes the bytes of one file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Sink sink) throws IOException;
  }

  /** Where the bytes of one file go. */
  @FunctionalInterface
  public interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }

  protected AtomicFiles() {}

  /**
   * Writes or replaces a file.
   *
   * @throws RunException when the disk refuses; a file of that name keeps its content
   */
  public final void write(Path target, Content content) {
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeTo(bytes -> write(channel, bytes));
        channel.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      deleteQuietly(part);
      throw failed(target, e);
    }
  }

  /** Writes or replaces a text file, in UTF-8. */
  public final void write(Path target, String text) {
    write(target, sink -> sink.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  /** Writes all the bytes at the channel's position. */
  public void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The one line for a write that the disk refused. */
  public static RunException failed(Path target, IOException e) {
    return new RunException(
        "%s must be writable, got %s; free some space or mend its folder, then continue"
            .formatted(target, reason(e)),
        e);
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : "'" + reason + "'";
  }

  private static void deleteQuietly(@Nullable Path path) {
    try {
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // the error that matters is the one being thrown; a left part is overwritten next time
      return;
    }
  }
}

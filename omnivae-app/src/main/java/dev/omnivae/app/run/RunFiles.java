package dev.omnivae.app.run;

import dev.omnivae.core.state.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files written whole or not at all, their folders made where missing. */
public final class RunFiles {
  private RunFiles() {}

  /** As {@link #write(Path, byte[])}, of UTF-8 text. */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes or replaces a file.
   *
   * @throws dev.omnivae.core.config.RunException when the disk refuses
   */
  public static void write(Path file, byte[] bytes) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw AtomicFiles.failed(file, e);
    }
    AtomicFiles.DISK.write(file, sink -> sink.write(ByteBuffer.wrap(bytes)));
  }
}

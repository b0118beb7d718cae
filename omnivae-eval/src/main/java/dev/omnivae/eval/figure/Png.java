package dev.omnivae.eval.figure;

import dev.omnivae.core.config.RunException;
import dev.omnivae.core.state.AtomicFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes pictures, whole or not at all. */
final class Png {
  private Png() {}

  /**
   * Writes or replaces a file, making its folder.
   *
   * @throws RunException when the disk refuses
   */
  static void write(BufferedImage image, Path path) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory refuses no bytes", e);
    }
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw AtomicFiles.failed(path, e);
    }
    AtomicFiles.DISK.write(path, sink -> sink.write(ByteBuffer.wrap(bytes.toByteArray())));
  }
}

package dev.omnivae.app.command;

import dev.omnivae.app.run.Experiment;
import dev.omnivae.app.run.RunFolder;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.data.Split;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Masks to sample with, and the pixels of test samples to compare with. */
final class Pixels {
  private Pixels() {}

  /** A mask of that size, white in its upper rows. */
  static Path mask(Path folder, int width, int height, int white) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, white);
    graphics.dispose();
    Path file = folder.resolve("mask-%d-%d-%d.png".formatted(width, height, white));
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** Levels of a test sample of a run's grey modality, 0 to 255, row by row. */
  static int[] levels(Path run, long id, String modality) {
    try (Scope scope = Scope.open()) {
      Experiment experiment = Trained.experiment(RunFolder.open(run), new DataOptions());
      float[] values =
          Tensors.floats(
              experiment
                  .dataset()
                  .samples(Split.TEST)
                  .gather(0, new long[] {id})
                  .of(modality)
                  .value());
      int[] levels = new int[values.length];
      for (int i = 0; i < values.length; i++) {
        levels[i] = Math.round(values[i] * 255);
      }
      return levels;
    }
  }

  /** Levels of a grey picture, 0 to 255, row by row. */
  static int[] levels(Path picture) throws IOException {
    BufferedImage image = ImageIO.read(picture.toFile());
    int[] levels = new int[image.getWidth() * image.getHeight()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xff;
    }
    return levels;
  }
}

package dev.omnivae.data.reader;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import dev.omnivae.data.format.Idx;
import dev.omnivae.data.generate.DigitDrawer;
import dev.omnivae.data.generate.Drawing;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes a drawing as files other programs read: IDX images and labels under the names of MNIST, so
 * that the reader {@code idx} takes them back, and the true factors as CSV beside them.
 */
final class DrawnFiles {
  private DrawnFiles() {}

  static void write(DigitDrawer drawer, long seed, int samples, int testSamples, Path folder) {
    if (Files.isRegularFile(folder)) {
      throw InputException.of(
          "folder to make data in", "a folder", "the file " + folder, "name another one");
    }
    try {
      Files.createDirectories(folder);
      split(drawer, Drawing.draw(drawer, seed, "train", samples), folder, "train");
      split(drawer, Drawing.draw(drawer, seed, "test", testSamples), folder, "t10k");
    } catch (IOException e) {
      throw new RunException(
          "folder %s must be writable with room left, got %s; name another one"
              .formatted(folder, e),
          e);
    }
  }

  private static void split(DigitDrawer drawer, Drawing drawing, Path folder, String prefix)
      throws IOException {
    int samples = drawing.samples();
    List<Integer> shape = new ArrayList<>();
    shape.add(samples);
    drawer.modality().shape().stream()
        .skip(drawer.modality().shape().get(0) == 1 ? 1 : 0)
        .forEach(size -> shape.add(size.intValue()));
    idx(
        folder.resolve("%s-images-idx%d-ubyte.gz".formatted(prefix, shape.size())),
        new Idx.Array(shape, drawing.pixels()));
    idx(
        folder.resolve(prefix + "-labels-idx1-ubyte.gz"),
        new Idx.Array(List.of(samples), drawing.labels()));
    factors(folder.resolve(prefix + "-factors.csv"), drawer, drawing);
  }

  private static void idx(Path file, Idx.Array array) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Idx.write(part, array);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void factors(Path file, DigitDrawer drawer, Drawing drawing) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("id,label," + String.join(",", drawer.factors()) + "\n");
      for (int i = 0; i < drawing.samples(); i++) {
        StringBuilder line = new StringBuilder().append(i).append(',').append(drawing.labels()[i]);
        for (float[] factor : drawing.factors()) {
          line.append(String.format(Locale.ROOT, ",%.4f", factor[i]));
        }
        out.write(line.append('\n').toString());
      }
    }
  }
}

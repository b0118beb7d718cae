package dev.omnivae.data.generate;

import dev.omnivae.data.format.PngFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Writes drawn parts in the published layout: {@code
 * {train,test}/{component}/matching_{id}_{component}.png} and {@code dimensions.csv}; beside them
 * {@code factors.csv} with the type and the true factors of every part.
 */
public final class ProfileFolder {
  private ProfileFolder() {}

  /** Ids count from 0 over both splits. */
  public static void write(Path folder, long seed, int samples, int testSamples)
      throws IOException {
    List<String> dimensions = new ArrayList<>(List.of("matching,width_px,height_px,train"));
    List<String> factors =
        new ArrayList<>(List.of("matching,label," + String.join(",", ProfileParts.factors())));
    split(folder, seed, "train", samples, 0, dimensions, factors);
    split(folder, seed, "test", testSamples, samples, dimensions, factors);
    Files.write(folder.resolve("factors.csv"), factors);
    Files.write(folder.resolve("dimensions.csv"), dimensions);
  }

  private static void split(
      Path folder,
      long seed,
      String split,
      int samples,
      int firstId,
      List<String> dimensions,
      List<String> factors)
      throws IOException {
    for (String component : ProfileParts.COMPONENTS) {
      Files.createDirectories(folder.resolve(split).resolve(component));
    }
    String[] sizes = new String[samples];
    String[] known = new String[samples];
    try {
      IntStream.range(0, samples)
          .parallel()
          .forEach(
              i -> {
                ProfileParts.Part part = ProfileParts.draw(seed, split, i);
                String id = "matching_" + (firstId + i);
                pictures(folder.resolve(split), id, part);
                sizes[i] =
                    "%s,%d,%d,%s".formatted(id, part.width(), part.height(), split.equals("train"));
                StringBuilder line = new StringBuilder(id).append(',').append(part.type());
                part.factors()
                    .forEach(factor -> line.append(String.format(Locale.ROOT, ",%.4f", factor)));
                known[i] = line.toString();
              });
    } catch (UncheckedIOException e) {
      throw new IOException(e.getCause());
    }
    dimensions.addAll(List.of(sizes));
    factors.addAll(List.of(known));
  }

  private static void pictures(Path split, String id, ProfileParts.Part part) {
    for (int c = 0; c < ProfileParts.COMPONENTS.size(); c++) {
      String component = ProfileParts.COMPONENTS.get(c);
      Path file = split.resolve(component).resolve(id + "_" + component + ".png");
      try {
        PngFile.write(
            file, part.components().get(c), 0, 1, ProfileParts.HEIGHT, ProfileParts.WIDTH);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

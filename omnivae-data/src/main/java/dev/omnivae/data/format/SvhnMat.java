package dev.omnivae.data.format;

import dev.omnivae.core.config.InputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;

/**
 * The cropped SVHN digits as published, MATLAB v5: {@code X} (32, 32, 3, sample) uint8, column
 * major, and {@code y} (sample, 1) with 10 for the digit 0.
 *
 * @param pixels (sample, channel, height, width)
 * @param labels digits 0 to 9
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; never compared
public record SvhnMat(byte[] pixels, int[] labels) {
  public static final int SIZE = 32;
  private static final int ELEMENTS = 3 * SIZE * SIZE;

  /**
   * Reads the first samples of a file.
   *
   * @param limit how many, 0 for all
   * @throws InputException when it is no such file
   */
  public static SvhnMat read(Path file, int limit) {
    try (Mat5File mat = open(file)) {
      Matrix images = matrix(file, mat, "X");
      Matrix labels = matrix(file, mat, "y");
      int[] shape = images.getDimensions();
      if (shape.length != 4 || shape[0] != SIZE || shape[1] != SIZE || shape[2] != 3) {
        throw InputException.of(
            "X of " + file,
            "(32, 32, 3, samples)",
            Arrays.toString(shape),
            "take the cropped digits (format 2), not the full numbers");
      }
      if (labels.getNumElements() != shape[3]) {
        throw InputException.of(
            "y of " + file,
            "one label for each of the %d images of X".formatted(shape[3]),
            labels.getNumElements() + " labels",
            "download the file again");
      }
      int samples = limit == 0 ? shape[3] : Math.min(limit, shape[3]);
      return new SvhnMat(pixels(images, samples), digits(file, labels, samples));
    } catch (IOException e) {
      throw broken(file, e);
    }
  }

  private static Mat5File open(Path file) {
    try {
      return Mat5.readFromFile(new File(file.toString()));
    } catch (IOException | RuntimeException e) {
      // The library reports damage by whatever exception its parsing runs into.
      throw broken(file, e);
    }
  }

  private static InputException broken(Path file, Exception e) {
    return new InputException(
        "%s must be a complete MATLAB v5 file, got %s; download it again"
            .formatted(file, String.valueOf(e.getMessage()).replace('\n', ' ')),
        e);
  }

  private static Matrix matrix(Path file, MatFile mat, String name) {
    List<String> names = new ArrayList<>();
    for (MatFile.Entry entry : mat.getEntries()) {
      names.add(entry.getName());
      Array value = entry.getValue();
      if (entry.getName().equals(name) && value instanceof Matrix matrix) {
        return matrix;
      }
    }
    throw InputException.of(
        file.toString(),
        "a .mat file with matrices X and y",
        names.isEmpty() ? "no variables" : "only " + String.join(", ", names),
        "take train_32x32.mat and test_32x32.mat of SVHN");
  }

  /**
   * Column-major (height, width, channel, sample) to row-major (sample, channel, height, width).
   */
  private static byte[] pixels(Matrix images, int samples) {
    byte[] pixels = new byte[Math.multiplyExact(samples, ELEMENTS)];
    int from = 0;
    for (int sample = 0; sample < samples; sample++) {
      for (int channel = 0; channel < 3; channel++) {
        int plane = sample * ELEMENTS + channel * SIZE * SIZE;
        for (int column = 0; column < SIZE; column++) {
          for (int row = 0; row < SIZE; row++) {
            pixels[plane + row * SIZE + column] = images.getByte(from++);
          }
        }
      }
    }
    return pixels;
  }

  private static int[] digits(Path file, Matrix labels, int samples) {
    int[] digits = new int[samples];
    for (int i = 0; i < samples; i++) {
      int label = labels.getInt(i);
      if (label < 0 || label > 10) {
        throw InputException.of(
            "y of " + file,
            "labels 1 to 10, 10 standing for 0",
            label + " at sample " + i,
            "download the file again");
      }
      digits[i] = label % 10;
    }
    return digits;
  }
}

package dev.omnivae.data.simple;

import dev.omnivae.core.config.InputException;
import dev.omnivae.data.generate.Drawing;
import dev.omnivae.data.generate.Faces;
import dev.omnivae.data.generate.HandwrittenDigits;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Generated pictures as rows; see {@link Pictures}. */
final class Generated {
  private static final int COLOURS = 3;
  private static final String STREAM = "simple";

  private Generated() {}

  static float[][] digits(int count, long seed) {
    atLeastOne(count, "write digits(2000, 1)");
    return rows(drawn(count, seed).pixels(), count);
  }

  static int[] labels(int count, long seed) {
    atLeastOne(count, "write digitLabels(2000, 1)");
    byte[] labels = drawn(count, seed).labels();
    return IntStream.range(0, count).map(i -> labels[i]).toArray();
  }

  private static Drawing drawn(int count, long seed) {
    return Drawing.draw(new HandwrittenDigits(), seed, STREAM, count);
  }

  static float[][] faces(int count, long seed, int side) {
    atLeastOne(count, "write faces(2000, 1, 32)");
    if (side < 1 || Faces.SIZE % side != 0) {
      throw InputException.of("side", "a divisor of " + Faces.SIZE, side, "write 32");
    }
    int each = COLOURS * Faces.SIZE * Faces.SIZE;
    byte[] pixels = new byte[Math.multiplyExact(each, count)];
    IntStream.range(0, count)
        .parallel()
        .forEach(i -> Faces.draw(seed, STREAM, i, pixels, i * each));
    return Arrays.stream(rows(pixels, count))
        .map(row -> smaller(row, side))
        .toArray(float[][]::new);
  }

  /** Planes of {@link Faces#SIZE}, every pixel the mean of those it covers. */
  private static float[] smaller(float[] row, int side) {
    int block = Faces.SIZE / side;
    float[] small = new float[row.length / (block * block)];
    for (int p = 0; p < row.length; p++) {
      int line = p / Faces.SIZE / block; // of all planes, which lie one below the other
      small[line * side + p % Faces.SIZE / block] += row[p] / (block * block);
    }
    return small;
  }

  private static void atLeastOne(int count, String example) {
    if (count < 1) {
      throw InputException.of("count", "at least 1", count, example);
    }
  }

  private static float[][] rows(byte[] pixels, int count) {
    int each = pixels.length / count;
    return IntStream.range(0, count)
        .mapToObj(i -> scaled(pixels, i * each, each))
        .toArray(float[][]::new);
  }

  /** Bytes 0 to 255 as numbers from 0 to 1. */
  static float[] scaled(byte[] pixels, int from, int length) {
    float[] row = new float[length];
    for (int p = 0; p < length; p++) {
      row[p] = (pixels[from + p] & 0xFF) / 255f;
    }
    return row;
  }
}

package dev.omnivae.core.testing;

import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.AtomicFiles;
import dev.omnivae.core.state.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;

/**
 * A narrow VGG16 in torchvision's layout: its files, and what its layers see by plain loops.
 *
 * @param values row-major, by name
 * @param shapes by name
 */
public record ToyVgg(Map<String, double[]> values, Map<String, long[]> shapes) {
  private static final int[] INDEX = {0, 2, 5, 7, 10, 12, 14};
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  /** The first convolutions, with these numbers of channels. */
  public static ToyVgg of(long seed, int... widths) {
    Random random = new Random(seed);
    ToyVgg toy = new ToyVgg(new LinkedHashMap<>(), new LinkedHashMap<>());
    int in = 3;
    for (int i = 0; i < widths.length; i++) {
      toy.put("features.%d.weight".formatted(INDEX[i]), random, 0, widths[i], in, 3, 3);
      toy.put("features.%d.bias".formatted(INDEX[i]), random, 0.2, widths[i]);
      in = widths[i];
    }
    return toy;
  }

  private void put(String name, Random random, double shift, long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    values.put(name, random.doubles(length, shift - 0.5, shift + 0.5).toArray());
    shapes.put(name, shape);
  }

  private static <T> T found(Map<String, T> all, String name) {
    return Objects.requireNonNull(all.get(name), name);
  }

  /** Written as safetensors of float64. */
  public Path safetensors(Path file) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      values.forEach((name, of) -> tensors.put(name, Tensors.of(of, found(shapes, name))));
      Safetensors.write(AtomicFiles.DISK, file, tensors, Map.of());
    }
    return file;
  }

  /** Written as {@code torch.save} writes a state dict, in float32. */
  public Path pth(Path file) throws IOException {
    StringBuilder pickle = new StringBuilder("\u0080\2}(");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      int key = 0;
      for (Map.Entry<String, double[]> entry : values.entrySet()) {
        double[] of = entry.getValue();
        pickle
            .append(text(entry.getKey()))
            .append(tensor(key, of.length, found(shapes, entry.getKey())));
        ByteBuffer bytes = ByteBuffer.allocate(4 * of.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : of) {
          bytes.putFloat((float) value);
        }
        out.putNextEntry(new ZipEntry("vgg/data/" + key++));
        out.write(bytes.array());
      }
      out.putNextEntry(new ZipEntry("vgg/data.pkl"));
      out.write(pickle.append("u.").toString().getBytes(StandardCharsets.ISO_8859_1));
    }
    return file;
  }

  private static String tensor(int key, int length, long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    return "ctorch._utils\n_rebuild_tensor_v2\n(("
        + text("storage")
        + "ctorch\nFloatStorage\n"
        + text(String.valueOf(key))
        + text("cpu")
        + number(length)
        + "tQK\0"
        + tuple(shape)
        + tuple(strides)
        + "\u0089)tR";
  }

  private static String tuple(long[] values) {
    StringBuilder tuple = new StringBuilder("(");
    for (long value : values) {
      tuple.append(number(value));
    }
    return tuple.append("t").toString();
  }

  private static String number(long value) {
    byte[] bytes =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array();
    return "J" + new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String text(String value) {
    return "X" + (char) value.length() + "\0\0\0" + value;
  }

  /**
   * Rectified outputs of every convolution.
   *
   * @param image {@code (channel, height, width)}; one channel stands for three
   */
  public List<double[][][]> features(double[][][] image) {
    double[][][] h = new double[3][][];
    for (int c = 0; c < 3; c++) {
      h[c] = normalised(image[image.length == 1 ? 0 : c], MEAN[c], DEVIATION[c]);
    }
    List<double[][][]> features = new ArrayList<>();
    for (int i = 0; 2 * i < values.size(); i++) {
      h = rectified(h, i);
      features.add(h);
      h = i == 1 || i == 3 || i == 6 ? pooled(h) : h;
    }
    return features;
  }

  private static double[][] normalised(double[][] plane, double mean, double deviation) {
    double[][] normal = new double[plane.length][plane[0].length];
    for (int y = 0; y < plane.length; y++) {
      for (int x = 0; x < plane[y].length; x++) {
        normal[y][x] = (plane[y][x] - mean) / deviation;
      }
    }
    return normal;
  }

  private double[][][] rectified(double[][][] h, int layer) {
    double[] weight = found(values, "features.%d.weight".formatted(INDEX[layer]));
    double[] bias = found(values, "features.%d.bias".formatted(INDEX[layer]));
    int height = h[0].length;
    int width = h[0][0].length;
    double[][][] out = new double[bias.length][height][width];
    for (int o = 0; o < bias.length; o++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double sum = bias[o];
          for (int c = 0; c < h.length; c++) {
            for (int k = 0; k < 9; k++) {
              int row = y + k / 3 - 1;
              int column = x + k % 3 - 1;
              if (row >= 0 && row < height && column >= 0 && column < width) {
                sum += weight[(o * h.length + c) * 9 + k] * h[c][row][column];
              }
            }
          }
          out[o][y][x] = Math.max(0, sum);
        }
      }
    }
    return out;
  }

  private static double[][][] pooled(double[][][] h) {
    double[][][] out = new double[h.length][h[0].length / 2][h[0][0].length / 2];
    for (int c = 0; c < h.length; c++) {
      for (int y = 0; y < out[c].length; y++) {
        for (int x = 0; x < out[c][y].length; x++) {
          out[c][y][x] =
              Math.max(
                  Math.max(h[c][2 * y][2 * x], h[c][2 * y][2 * x + 1]),
                  Math.max(h[c][2 * y + 1][2 * x], h[c][2 * y + 1][2 * x + 1]));
        }
      }
    }
    return out;
  }

  /** All elements, row-major. */
  public static double[] flat(double[][][] planes) {
    return java.util.Arrays.stream(planes)
        .flatMap(java.util.Arrays::stream)
        .flatMapToDouble(java.util.Arrays::stream)
        .toArray();
  }

  /** The inverse of {@link #flat}. */
  public static double[][][] planes(double[] values, int channels, int height, int width) {
    double[][][] planes = new double[channels][height][width];
    for (int i = 0; i < values.length; i++) {
      planes[i / (height * width)][i / width % height][i % width] = values[i];
    }
    return planes;
  }
}

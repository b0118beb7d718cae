package dev.omnivae.core.network.image;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.WeightsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;

/**
 * The convolutions of VGG16 in torchvision's layout, {@code features.N.weight} and {@code .bias},
 * from a file of weights.
 *
 * <pre>{@code
 * features.0 2 | 5 7 | 10 12 14 | 17 19 21 | 24 26 28     | = maximum over 2x2
 * relu1_1    relu2_1   relu3_1    relu4_1    relu5_1 ...  each behind its convolution
 * }</pre>
 *
 * <p>Images are normalised as torchvision's weights want it: (x - m) / s with m = (0.485, 0.456,
 * 0.406) and s = (0.229, 0.224, 0.225). Numbers of channels are the file's own. Only what the
 * chosen layers need is read. Simonyan and Zisserman 2015, "Very Deep Convolutional Networks for
 * Large-Scale Image Recognition", table 1, D.
 */
public final class Vgg16 {
  private static final int[] BLOCKS = {2, 2, 3, 3, 3};
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};
  private static final String FIX = "give the weights of torchvision's vgg16";

  /** Convolutions by the name of the layer behind them. */
  private static final Map<String, Place> PLACES = places();

  /**
   * Where a convolution stands.
   *
   * @param index N of {@code features.N}
   * @param last whether pooling follows
   */
  private record Place(int index, boolean last) {
    String weight() {
      return "features." + index + ".weight";
    }

    String bias() {
      return "features." + index + ".bias";
    }
  }

  private Vgg16() {}

  private static Map<String, Place> places() {
    Map<String, Place> places = new LinkedHashMap<>();
    int index = 0;
    for (int block = 0; block < BLOCKS.length; block++) {
      for (int i = 0; i < BLOCKS[block]; i++) {
        boolean last = i == BLOCKS[block] - 1;
        places.put("relu%d_%d".formatted(block + 1, i + 1), new Place(index, last));
        index += last ? 3 : 2;
      }
    }
    return places;
  }

  /**
   * Checks names of layers.
   *
   * @param path where they stand, for errors
   * @throws InputException when there are none, or one is unknown
   */
  public static void check(List<String> layers, String path) {
    if (layers.isEmpty()) {
      throw InputException.of(path, "at least one layer", "none", "write [relu3_3]");
    }
    for (String layer : layers) {
      if (!PLACES.containsKey(layer)) {
        throw new InputException(
            "%s must name layers of VGG16, got '%s'; %s"
                .formatted(path, layer, Nearest.hint(layer, PLACES.keySet())));
      }
    }
  }

  /**
   * Reads a network.
   *
   * @param file safetensors, or a state dict of {@code torch.save}, no code of which is run
   * @param layers {@code relu1_1} to {@code relu5_3}, whose outputs are the features
   * @throws InputException when it is neither, or lacks a layer, or one has another shape
   */
  public static FeatureNetwork read(Path file, List<String> layers) {
    List<String> names = new ArrayList<>(PLACES.keySet());
    int deepest = layers.stream().mapToInt(names::indexOf).max().orElseThrow();
    List<Place> needed = PLACES.values().stream().limit(deepest + 1L).toList();
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors =
          tensors(
              file,
              name ->
                  needed.stream().anyMatch(p -> name.equals(p.weight()) || name.equals(p.bias())));
      List<FeatureStack.Stage> stages = new ArrayList<>();
      long channels = MEAN.length;
      for (Place place : needed) {
        Tensor weight = checked(tensors, place.weight(), file, -1, channels, 3, 3);
        channels = weight.size(0);
        Tensor bias = checked(tensors, place.bias(), file, channels);
        boolean taken = layers.contains(names.get(stages.size()));
        stages.add(new FeatureStack.Stage(weight, bias, place.last(), taken));
      }
      return new FeatureStack(MEAN, DEVIATION, stages);
    }
  }

  private static Map<String, Tensor> tensors(Path file, Predicate<String> wanted) {
    if (!Files.isRegularFile(file)) {
      throw InputException.of("weights", "a file", "none at " + file, FIX);
    }
    return WeightsFile.read(file, wanted);
  }

  /** The tensor of that name if it is real and of that shape, in which -1 stands for any size. */
  private static Tensor checked(
      Map<String, Tensor> tensors, String name, Path file, long... wanted) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw InputException.of(
          file.toString(), "a VGG16 in torchvision's layout", "no '" + name + "'", FIX);
    }
    long[] found = Tensors.shape(tensor);
    boolean fits = found.length == wanted.length && tensor.is_floating_point();
    for (int axis = 0; fits && axis < found.length; axis++) {
      fits = wanted[axis] == -1 || found[axis] == wanted[axis];
    }
    if (!fits) {
      throw InputException.of(
          "'%s' in %s".formatted(name, file),
          "real numbers of shape " + Arrays.toString(wanted).replace("-1", "any"),
          (tensor.is_floating_point() ? "" : "integers of ") + Arrays.toString(found),
          FIX);
    }
    return tensor;
  }
}

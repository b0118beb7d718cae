package dev.omnivae.eval.consistency;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.data.Dataset;
import dev.omnivae.data.DatasetInfo;
import dev.omnivae.data.Split;
import dev.omnivae.data.store.AlignedDataset;
import dev.omnivae.data.store.AlignedRows;
import dev.omnivae.data.store.Attributes;
import dev.omnivae.data.store.Images;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Images of six pixels, each of which is one attribute, and models whose answers are known. */
public final class Portraits {
  public static final List<String> NAMES =
      List.of("male", "female", "smiling", "bald", "young", "eyeglasses");
  public static final int WIDTH = 6;
  public static final Modality IMAGE = Modality.image("image", 1, 2, 3);
  public static final Modality ATTRIBUTES =
      new Modality("attributes", Modality.Kind.ATTRIBUTES, List.of((long) WIDTH));

  private Portraits() {}

  /** Splits of 40 each; female is the complement of male. */
  public static Dataset data(long seed) {
    int size = 120;
    Random random = new Random(seed);
    List<byte[]> values = new ArrayList<>();
    byte[] pixels = new byte[size * WIDTH];
    for (int a = 0; a < WIDTH; a++) {
      byte[] of = new byte[size];
      for (int i = 0; i < size; i++) {
        of[i] = (byte) (a == 1 ? 1 - values.get(0)[i] : random.nextInt(2));
        pixels[i * WIDTH + a] = (byte) (of[i] * 255);
      }
      values.add(of);
    }
    AlignedRows rows =
        AlignedRows.of(
            List.of(
                Images.of(IMAGE, pixels, new int[size]),
                Attributes.of("attributes", NAMES, values)),
            new int[0],
            row -> "face " + row);
    return AlignedDataset.of(
        new DatasetInfo("portraits", "made in a test", "CC0-1.0", "nobody", List.of(), Map.of()),
        rows,
        Map.of(
            Split.TRAIN, IntStream.range(0, 40).toArray(),
            Split.VALID, IntStream.range(40, 80).toArray(),
            Split.TEST, IntStream.range(80, 120).toArray()));
  }

  /**
   * Codes are the attributes with variance 1, from either side, and attributes are told from codes
   * with log odds of 10: KL(q_x, q_t) is half the number of attributes in which both differ.
   */
  public static MultimodalVae seeing() {
    ParameterStore store = new ParameterStore();
    Model model = model(store);
    set(store, "modality.image.encoder.heads", 2 * WIDTH, 1, 0);
    set(store, "modality.attributes.encoder.heads", 2 * WIDTH, 0.5, 0.5); // of -1 and 1
    set(store, "modality.attributes.decoder.out", WIDTH, 20, -10);
    return model.multimodal().orElseThrow();
  }

  /** Every code is the same. */
  public static MultimodalVae blind() {
    return model(new ParameterStore()).multimodal().orElseThrow();
  }

  /** Weights drawn at random. */
  public static MultimodalVae random(long seed) {
    ParameterStore store = new ParameterStore();
    Model model = built(store);
    store.allocate(Noise.of(seed, 0, 0), ScalarType.Float, Engine.device());
    return model.multimodal().orElseThrow();
  }

  private static Model model(ParameterStore store) {
    Model model = built(store);
    store.allocate(Noise.of(1, 0, 0), ScalarType.Float, Engine.device());
    try (NoGrad off = NoGrad.open();
        Scalar zero = new Scalar(0.0)) {
      store.values().fill_(zero);
    }
    return model;
  }

  private static Model built(ParameterStore store) {
    return Models.create(
        Settings.parse(
            "{\"latent\": {\"family\": \"normal\", \"shared\": 6}, \"fusion\": \"mixture\","
                + " \"modalities\": {\"image\": {\"network\": \"mlp\", \"encoder\": {\"hidden\":"
                + " []}}, \"attributes\": {\"network\": \"attributes\", \"encoder\": {\"hidden\":"
                + " []}}}}"),
        Schema.of(List.of(IMAGE, ATTRIBUTES)),
        store);
  }

  /** The first rows of a layer: a diagonal and one bias; the rest, log variances, stay zero. */
  private static void set(
      ParameterStore store, String layer, int rows, double diagonal, double bias) {
    float[] weights = new float[rows * WIDTH];
    float[] biases = new float[rows];
    for (int i = 0; i < WIDTH; i++) {
      weights[i * WIDTH + i] = (float) diagonal;
      biases[i] = (float) bias;
    }
    try (NoGrad off = NoGrad.open()) {
      parameter(store, layer + ".weight").tensor().copy_(Tensors.of(weights, rows, WIDTH));
      parameter(store, layer + ".bias").tensor().copy_(Tensors.of(biases, rows));
    }
  }

  private static Parameter parameter(ParameterStore store, String path) {
    return store.all().stream()
        .filter(p -> p.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(path + " of " + store.all()));
  }
}

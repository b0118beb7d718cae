package dev.omnivae.data.simple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.RunException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.network.layer.Activations;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.train.Trainer;
import dev.omnivae.core.train.TrainingListener;
import dev.omnivae.core.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A variational autoencoder of two topologies over arrays.
 *
 * <pre>{@code
 * Vae vae = Vae.of(Topology.of(784, 256, 128, 2 * 8), Topology.of(8, 128, 256, 784));
 * vae.fit(images, 20, 16);
 * float[][] again = vae.reconstruct(images);
 * float[][] drawn = vae.sample(64);
 * }</pre>
 *
 * <p>An encoder that ends as wide as the decoder begins gives points: an autoencoder. Methods are
 * for the thread that built it.
 */
public final class Vae {
  private static final String NAME = "x";
  private static final int BATCH = 256;

  private final VaeOptions options;
  private final Modality modality;
  private final MultimodalVae model;
  private final ParameterStore store = new ParameterStore();
  private final int latent;
  private final boolean point;
  private long fits;
  private long draws;

  private Vae(Topology encoder, Topology decoder, VaeOptions options) {
    this.options = options;
    this.latent = decoder.inputs();
    this.point = encoder.outputs() == latent;
    check(encoder, decoder);
    this.modality = vector(NAME, encoder.inputs());
    this.model =
        Models.create(Settings.of(settings(encoder, decoder)), Schema.of(modality), store)
            .multimodal()
            .orElseThrow();
    store.allocate(
        Noise.of(options.seed(), 0, 0).stream("initialise"), ScalarType.Float, Engine.device());
  }

  /** With {@link VaeOptions#DEFAULT}. */
  public static Vae of(Topology encoder, Topology decoder) {
    return of(encoder, decoder, VaeOptions.DEFAULT);
  }

  /**
   * A VAE, not yet trained.
   *
   * @param encoder from the data to mean and log variance of the code, twice as wide as it, or to
   *     the code itself for an autoencoder
   * @param decoder from the code to the data
   * @throws InputException when the two do not fit together, or an option is not known
   */
  public static Vae of(Topology encoder, Topology decoder, VaeOptions options) {
    Engine.start(0);
    return new Vae(encoder, decoder, options);
  }

  private static void check(Topology encoder, Topology decoder) {
    int code = decoder.inputs();
    if (encoder.outputs() != 2 * code && encoder.outputs() != code) {
      throw InputException.of(
          "encoder's last width",
          "%d, mean and log variance of the decoder's code, or %d for an autoencoder"
              .formatted(2 * code, code),
          encoder.outputs(),
          "write Topology.of(..., 2 * " + code + ")");
    }
    if (decoder.outputs() != encoder.inputs()) {
      throw InputException.of(
          "decoder's last width",
          "the encoder's first, " + encoder.inputs(),
          decoder.outputs(),
          "make them one");
    }
  }

  private ObjectNode settings(Topology encoder, Topology decoder) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.putObject("latent").put("family", point ? "point" : "normal").put("shared", latent);
    ObjectNode own = root.putObject("modalities").putObject(NAME);
    own.put("network", "mlp").put("likelihood", options.likelihood()).put("scale", options.scale());
    own.putObject("initial")
        .put("weights", options.initial().weights())
        .put("biases", options.initial().biases());
    own.putObject("corruption")
        .put("kind", options.corruption().kind())
        .put("level", options.corruption().level());
    side(own.putObject("encoder"), encoder);
    side(own.putObject("decoder"), decoder);
    return root;
  }

  private void side(ObjectNode node, Topology topology) {
    topology.hidden().forEach(node.putArray("hidden")::add);
    node.put("activation", options.activation());
  }

  // ---- training ----

  /**
   * Trains from where it stands.
   *
   * @param x {@code (sample, element)}; in [0, 1] for a Bernoulli likelihood
   * @param epochs over all rows
   * @param batch rows of one step; an incomplete last one is dropped
   * @return this
   * @throws InputException on rows of another width, or more rows in a batch than there are
   */
  public Vae fit(float[][] x, int epochs, int batch) {
    return fit(x, epochs, batch, TrainingListener.NONE);
  }

  /**
   * Trains on the pictures of a folder, grey and square.
   *
   * @param folder see {@link Pictures#read}
   * @throws InputException when the topology does not begin with a square number
   */
  public Vae fit(Path folder, int epochs, int batch) {
    int side = (int) Math.round(Math.sqrt((double) modality.elements()));
    if ((long) side * side != modality.elements()) {
      throw InputException.of(
          "encoder's first width",
          "a square number, the pixels of a square picture",
          modality.elements(),
          "read the folder with Pictures.read(folder, height, width) and fit that");
    }
    return fit(Pictures.read(folder, side, side), epochs, batch);
  }

  /** As above, with one's own listener for progress. */
  public Vae fit(float[][] x, int epochs, int batch, TrainingListener listener) {
    Rows rows = new Rows(modality, x);
    Path folder = folder();
    try {
      TrainingPlan plan = TrainingPlan.create(Settings.of(training(epochs, batch)), model, store);
      new Trainer(plan, model, null, rows, null, folder, options.seed() + fits++, listener)
          .run(false);
    } finally {
      remove(folder);
    }
    return this;
  }

  private ObjectNode training(int epochs, int batch) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("epochs", epochs).put("batch_size", batch).put("checkpoint_every", Long.MAX_VALUE);
    root.putObject("optimizer")
        .put("name", options.optimizer())
        .put("learning_rate", options.learningRate());
    root.putObject("objective").put("name", "elbo").put("beta", options.beta());
    return root;
  }

  // ---- use ----

  /** Means of p(x | z) with z the mean of q(z | x): {@code (sample, element)}. */
  public float[][] reconstruct(float[][] x) {
    return decode(encode(x));
  }

  /** Means of q(z | x): {@code (sample, latent)}. */
  public float[][] encode(float[][] x) {
    return new Rows(modality, x)
        .map(BATCH, batch -> quietly(() -> Tensors.floats(posterior(batch, noise()).mean())));
  }

  /**
   * Means of p(x | z): {@code (code, element)}.
   *
   * @param z {@code (code, latent)}
   */
  public float[][] decode(float[][] z) {
    return new Rows(vector("z", latent), z)
        .map(
            BATCH,
            batch ->
                quietly(
                    () -> Tensors.floats(decoded(batch.of("z").value().unsqueeze(0)).squeeze(0))));
  }

  /** Means of p(x | z) for z drawn from N(0, I): {@code (count, element)}; others at every call. */
  public float[][] sample(int count) {
    if (count < 1) {
      throw InputException.of("count", "at least 1", count, "write sample(64)");
    }
    float[][] z = new float[count][];
    try (Scope scope = Scope.open()) {
      Tensor drawn = model.fromPrior(count, null, noise()).shared().squeeze(0);
      for (int i = 0; i < count; i++) {
        z[i] = Tensors.floats(drawn.select(0, i));
      }
    }
    return decode(z);
  }

  /** One sample's way through, with everything on it. */
  public Forward forward(float[] x) {
    Rows row = new Rows(modality, new float[][] {x});
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open();
        Activations activations = Activations.open()) {
      Noise noise = noise();
      Factorised q = posterior(row.gather(0, new long[] {0}), noise);
      Tensor mean = q.mean();
      Tensor drawn = noise.stream("z").normal(mean, 1, latent);
      boolean spread = q instanceof Normal;
      Tensor z = spread ? mean.add(q.standardDeviation().mul(drawn)) : mean;
      float[] reconstruction = Tensors.floats(decoded(z.unsqueeze(0)));
      Map<String, float[]> layers = new LinkedHashMap<>();
      activations
          .seen()
          .forEach((path, y) -> layers.put(path.replace("modality.x.", ""), Tensors.floats(y)));
      return new Forward(
          reconstruction,
          Tensors.floats(mean),
          q instanceof Normal n ? Tensors.floats(Tensors.times(n.logScale(), 2)) : new float[0],
          spread ? Tensors.floats(drawn) : new float[0],
          Tensors.floats(z),
          layers);
    }
  }

  private Factorised posterior(Batch batch, Noise noise) {
    return model.encode(batch, noise).of(NAME).shared();
  }

  /** {@code (1, row, latent)} to {@code (1, row, element)}. */
  private Tensor decoded(Tensor z) {
    return model.decode(NAME, new Latents(Map.of(Latents.SHARED, z)), null, noise()).mean();
  }

  private static Modality vector(String name, long width) {
    return new Modality(name, Modality.Kind.VECTOR, List.of(width));
  }

  private Noise noise() {
    return Noise.of(options.seed(), 0, draws++).stream("use");
  }

  private static <T> T quietly(Supplier<T> compute) {
    try (NoGrad off = NoGrad.open()) {
      return compute.get();
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("omnivae-fit");
    } catch (IOException e) {
      throw new RunException("a temporary folder must be writable, got " + e.getMessage(), e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new RunException("a temporary folder must be removable, got " + e.getMessage(), e);
    }
  }
}

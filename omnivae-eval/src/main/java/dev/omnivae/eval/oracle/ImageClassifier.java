package dev.omnivae.eval.oracle;

import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.image.FeatureNetwork;
import dev.omnivae.core.network.image.FeatureStack;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.eval.quality.Embedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A small convolutional classifier for images of any size.
 *
 * <pre>{@code [conv 3x3 - relu - max pool 2] until a side is at most 4, then 128 - relu - classes}
 * </pre>
 *
 * <p>Channels double from {@link #FIRST_CHANNELS} to at most {@link #MOST_CHANNELS}.
 */
public final class ImageClassifier implements Classifier {
  /**
   * Names this architecture in the cache: change it whenever the network or its training changes.
   */
  static final String ARCHITECTURE = "conv3-24-48-64-fc128";

  private static final long FIRST_CHANNELS = 24;
  private static final long MOST_CHANNELS = 64;
  private static final long HIDDEN = 128;
  private static final long SMALLEST_SIDE = 4;
  private static final double CENTRE = 0.5;

  private final ParameterStore store = new ParameterStore();
  private final long channels;
  private final List<Layer> convolutions = new ArrayList<>();
  private final Layer hidden;
  private final Layer output;

  /**
   * Freshly initialised.
   *
   * @param shape (channel, height, width)
   */
  public ImageClassifier(List<Long> shape, long classes, Noise noise) {
    Parameters root = store.root();
    this.channels = shape.get(0);
    long in = channels;
    long height = shape.get(1);
    long width = shape.get(2);
    long next = FIRST_CHANNELS;
    while (convolutions.isEmpty() || Math.min(height, width) > SMALLEST_SIDE) {
      String name = "conv" + (convolutions.size() + 1);
      convolutions.add(new Layer(root.child(name), in * 9, next, in, 3, 3));
      in = next;
      next = Math.min(2 * next, MOST_CHANNELS);
      boolean pools = height > 1 && width > 1;
      height = pools ? height / 2 : height;
      width = pools ? width / 2 : width;
    }
    long features = in * height * width;
    hidden = new Layer(root.child("hidden"), features, HIDDEN, features);
    output = new Layer(root.child("output"), HIDDEN, classes, HIDDEN);
    store.allocate(noise, ScalarType.Float, Engine.device());
  }

  /** Its parameters. */
  public ParameterStore parameters() {
    return store;
  }

  /**
   * Unnormalised log-probabilities.
   *
   * @param x {@code (batch, channel, height, width)}
   * @return {@code (batch, class)}
   */
  public Tensor logits(Tensor x) {
    return read(hidden(x));
  }

  /** What its last hidden layer sees, and the class it reads from that. */
  public Embedding embedding() {
    return new Embedding() {
      @Override
      public int width() {
        return (int) HIDDEN;
      }

      @Override
      public Tensor of(Tensor images) {
        return hidden(images);
      }

      @Override
      public Tensor classes(Tensor features) {
        return likeliest(read(features));
      }
    };
  }

  /** {@code (batch, HIDDEN)}. */
  private Tensor hidden(Tensor x) {
    // channels last: pooling is twice as fast, on a processor
    Tensor h = Tensors.plus(x, -CENTRE).contiguous(MemoryFormat.ChannelsLast);
    for (Layer layer : convolutions) {
      h =
          torch
              .conv2d(h, layer.weight(), layer.bias(), ONE, ONE, ONE, 1)
              .contiguous(MemoryFormat.ChannelsLast);
      // pooling first: relu and max commute, and a quarter of the elements is left
      boolean pools = h.size(2) > 1 && h.size(3) > 1;
      h = (pools ? torch.max_pool2d(h, 2, 2) : h).relu();
    }
    return torch.linear(h.flatten(1, -1), hidden.weight(), hidden.bias()).relu();
  }

  private Tensor read(Tensor features) {
    return torch.linear(features, output.weight(), output.bias());
  }

  /** What its convolutions see, as they are now; no gradient reaches its parameters. */
  public FeatureNetwork features() {
    double[] mean = new double[Math.toIntExact(channels)];
    double[] deviation = new double[mean.length];
    Arrays.fill(mean, CENTRE);
    Arrays.fill(deviation, 1);
    return new FeatureStack(
        mean,
        deviation,
        convolutions.stream()
            .map(c -> new FeatureStack.Stage(c.weight(), c.bias.tensor(), true, true))
            .toList());
  }

  @Override
  public Tensor classify(Tensor x) {
    return likeliest(logits(x));
  }

  private static Tensor likeliest(Tensor logits) {
    return logits.argmax(new org.bytedeco.pytorch.LongOptional(1), false);
  }

  private static final long[] ONE = {1, 1};

  private static final class Layer {
    private final Parameter weight;
    private final Parameter bias;

    Layer(Parameters place, long fanIn, long out, long... in) {
      // He et al. 2015 for rectifiers: without it the first hundred steps of a short training are
      // lost
      double bound = Math.sqrt(6.0 / fanIn);
      Initialiser uniform =
          (noise, like, shape) ->
              Tensors.plus(Tensors.times(noise.uniform(like, shape), 2 * bound), -bound);
      weight = place.declare("weight", uniform, Tensors.prepend(in, out));
      bias = place.declare("bias", Initialiser.constant(0), out);
    }

    Tensor weight() {
      return weight.tensor();
    }

    TensorOptional bias() {
      return new TensorOptional(bias.tensor());
    }
  }
}

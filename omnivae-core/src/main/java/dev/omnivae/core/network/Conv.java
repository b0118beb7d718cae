package dev.omnivae.core.network;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.layer.Activation;
import dev.omnivae.core.network.layer.Convolution;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.TransposedConvolution;
import dev.omnivae.core.network.layer.TransposedConvolution.Geometry;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * Strided convolutions for images of any size: {@code network: conv}, {@code encoder: {filters:
 * 32}}.
 *
 * <p>Encoder: 4x4 convolutions of stride 2, the filters doubling, until the map is at most 4 pixels
 * high and wide: three for 28x28 and 32x32 (3-32-64-128 at 32 filters: the MMVAE pair for SVHN, Shi
 * et al. 2019). The heads see the whole remaining map: 3x3 at 28x28, 4x4 at 32x32. Decoder: a
 * transposed convolution from the code to a 4x4 map, then upsampling by two back to the size of the
 * image.
 *
 * <p>The convolutional pairs of the published comparison ({@code conv-16}, {@code conv-32}, {@code
 * conv-64}) upsample with kernels 3, 2, 4 in place of 4, 4, 4.
 */
public final class Conv implements NetworkProvider {
  private final String name;
  private final int filters;
  private final List<Integer> kernels;

  /** The open one, 32 filters unless given. */
  public Conv() {
    this("conv", 32, List.of(4));
  }

  private Conv(String name, int filters, List<Integer> kernels) {
    this.name = name;
    this.filters = filters;
    this.kernels = kernels;
  }

  /**
   * Settings of one side.
   *
   * @param filters of the layer next to the image; each further one has twice as many
   * @param kernels of the decoder's upsampling layers from the code outwards, the last one
   *     repeated; 2, 3 or 4
   */
  public record ConvSettings(int filters, List<Integer> kernels, String activation, String output) {
    public ConvSettings {
      kernels = List.copyOf(kernels);
      if (filters < 1) {
        throw InputException.of("filters", "at least 1", filters, "write filters: 32");
      }
      if (kernels.isEmpty() || kernels.stream().anyMatch(k -> k < 2 || k > 4)) {
        throw InputException.of("kernels", "a list of 2, 3 or 4", kernels, "write kernels: [4]");
      }
      Activation.of(activation);
      Output.check(output);
    }

    int kernel(int layer) {
      return kernels.get(Math.min(layer, kernels.size() - 1));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Trunk encoder(NetworkContext context) {
    ConvSettings settings = context.settings().read(ConvSettings.class, defaults());
    Modality modality = Ladder.image(context.modality(), "conv");
    Parameters parameters = context.parameters();
    List<Layer> layers = new ArrayList<>();
    long channels = modality.sizes()[0];
    long height = modality.sizes()[1];
    long width = modality.sizes()[2];
    int depth = ladder(modality).size() - 1;
    for (int i = 0; i < depth; i++) {
      long next = (long) settings.filters() << i;
      layers.add(new Convolution(parameters.child("conv" + (i + 1)), channels, next, 4, 2, 1));
      layers.add(Activation.of(settings.activation()));
      channels = next;
      height = height / 2;
      width = width / 2;
    }
    long features = channels * height * width;
    Layer network = Layer.sequence(layers);
    return new Trunk() {
      @Override
      public Tensor forward(Tensor x) {
        // channels last: a quarter faster on a processor, forward and backward
        return network.forward(x.contiguous(MemoryFormat.ChannelsLast)).flatten(1, -1);
      }

      @Override
      public long width() {
        return features;
      }
    };
  }

  @Override
  public Decoder decoder(NetworkContext context, Settings encoderSettings) {
    ConvSettings mirrored = encoderSettings.read(ConvSettings.class, defaults());
    ConvSettings settings = context.settings().read(ConvSettings.class, mirrored);
    Modality modality = Ladder.image(context.modality(), "conv");
    Parameters parameters = context.parameters();
    List<long[]> sizes = ladder(modality);
    int depth = sizes.size() - 1;
    long channels = (long) settings.filters() << (depth - 1);
    long code = context.code();
    long[] start = sizes.get(depth);
    List<Layer> layers = new ArrayList<>();
    layers.add(x -> x.view(-1, code, 1, 1));
    layers.add(
        new TransposedConvolution(
            parameters.child("up0"), code, channels, Geometry.unfold(start[0], start[1])));
    for (int i = 0; i < depth; i++) {
      boolean last = i == depth - 1;
      long next =
          last ? modality.sizes()[0] * context.likelihood().parametersPerElement() : channels / 2;
      layers.add(Activation.of(settings.activation()));
      layers.add(
          new TransposedConvolution(
              parameters.child("up" + (i + 1)),
              channels,
              next,
              Geometry.twice(settings.kernel(i), sizes.get(depth - i), sizes.get(depth - i - 1))));
      channels = next;
    }
    layers.add(Output.of(settings.output(), context));
    return new Generator(Layer.sequence(layers), context.likelihood(), modality.sizes());
  }

  private ConvSettings defaults() {
    return new ConvSettings(filters, kernels, Activation.RELU.key(), "auto");
  }

  private static List<long[]> ladder(Modality modality) {
    List<long[]> sizes = Ladder.of(modality, 4);
    if (sizes.size() < 2) {
      throw InputException.of(
          "image of modality " + modality.name(),
          "larger than 4x4 for network conv",
          modality.sizes()[1] + "x" + modality.sizes()[2],
          "use network: mlp");
    }
    return sizes;
  }

  /** {@code conv-16}: 4x4(16)-4x4(32)-4x4(64), 4x4(64)-3x3(32)-2x2(16)-4x4 out. */
  public static final class Conv16 extends Preset {
    public Conv16() {
      super(new Conv("conv-16", 16, List.of(3, 2, 4)));
    }
  }

  /** {@code conv-32}: 4x4(32)-4x4(64)-4x4(128), 4x4(128)-3x3(64)-2x2(32)-4x4 out. */
  public static final class Conv32 extends Preset {
    public Conv32() {
      super(new Conv("conv-32", 32, List.of(3, 2, 4)));
    }
  }

  /** {@code conv-64}: 4x4(64)-4x4(128)-4x4(256), 4x4(256)-3x3(128)-2x2(64)-4x4 out. */
  public static final class Conv64 extends Preset {
    public Conv64() {
      super(new Conv("conv-64", 64, List.of(3, 2, 4)));
    }
  }
}

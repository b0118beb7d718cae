package dev.omnivae.core.network;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.layer.Convolution;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.network.layer.Resampling;
import dev.omnivae.core.network.layer.ResidualBlock;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * Residual networks for images of any size: {@code network: residual}, {@code encoder: {filters:
 * 40, max_filters: 128}}; the pair of MMVAE+ (Palumbo et al. 2023).
 *
 * <pre>{@code
 * encoder  conv 3x3, block(f, f), then [average pooling, block(f_i, f_i+1)] until small
 * decoder  linear, then [block(f_i+1, f_i), nearest upsampling] to the image's size, block(f, f),
 *          leaky ReLU, conv 3x3
 * f_i = min(filters 2^i, max_filters)
 * }</pre>
 *
 * <p>{@link ResidualBlock} is the block, {@link Resampling} the pooling. Maps are halved until the
 * longer side is at most {@code smallest}: 28x28 ends at 7x7 as published, 64x32 at 8x4. The heads
 * see the whole remaining map, with no activation before them. The output is linear, as published.
 *
 * <p>Differs from the reference code: sizes need not be powers of two times the smallest; one
 * {@code max_filters} for both sides (there 1024 and 512, of which 28x28 reaches neither).
 */
public final class Residual implements NetworkProvider {
  private static final ResidualSettings DEFAULT = new ResidualSettings(40, 128, 8, "linear");

  /**
   * Settings of one side.
   *
   * @param filters of the layers next to the image, doubled with each halving of the map; published
   *     as {@code nf}
   * @param maxFilters never more than these; published as {@code nf_max}
   * @param smallest halves the map until its longer side is at most this
   * @param output last function of the decoder; see {@link Output}
   */
  public record ResidualSettings(int filters, int maxFilters, int smallest, String output) {
    public ResidualSettings {
      if (filters < 1) {
        throw InputException.of("filters", "at least 1", filters, "write filters: 40");
      }
      if (maxFilters < filters) {
        throw InputException.of(
            "max_filters", "at least filters, " + filters, maxFilters, "write max_filters: 128");
      }
      if (smallest < 1) {
        throw InputException.of("smallest", "at least 1", smallest, "write smallest: 8");
      }
      Output.check(output);
    }

    /** Filters after so many halvings. */
    long filters(int level) {
      return Math.min((long) filters << Math.min(level, 32), maxFilters);
    }
  }

  @Override
  public String name() {
    return "residual";
  }

  @Override
  public Trunk encoder(NetworkContext context) {
    ResidualSettings s = context.settings().read(ResidualSettings.class, DEFAULT);
    Modality image = Ladder.image(context.modality(), name());
    Parameters at = context.parameters();
    List<long[]> sizes = Ladder.of(image, s.smallest());
    int depth = sizes.size() - 1;
    List<Layer> layers = new ArrayList<>();
    layers.add(new Convolution(at.child("conv"), image.sizes()[0], s.filters(), 3, 1, 1));
    layers.add(new ResidualBlock(at.child("block0"), s.filters(), s.filters()));
    for (int i = 0; i < depth; i++) {
      layers.add(Resampling::averagePool);
      layers.add(new ResidualBlock(at.child("block" + (i + 1)), s.filters(i), s.filters(i + 1)));
    }
    long[] last = sizes.get(depth);
    long features = s.filters(depth) * last[0] * last[1];
    Layer network = Layer.sequence(layers);
    return new Trunk() {
      @Override
      public Tensor forward(Tensor x) {
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
    ResidualSettings mirrored = encoderSettings.read(ResidualSettings.class, DEFAULT);
    ResidualSettings s = context.settings().read(ResidualSettings.class, mirrored);
    Modality image = Ladder.image(context.modality(), name());
    Parameters at = context.parameters();
    List<long[]> sizes = Ladder.of(image, s.smallest());
    int depth = sizes.size() - 1;
    long[] start = sizes.get(depth);
    long widest = s.filters(depth);
    List<Layer> layers = new ArrayList<>();
    layers.add(new Linear(at.child("fc"), context.code(), widest * start[0] * start[1]));
    layers.add(x -> x.view(-1, widest, start[0], start[1]).contiguous(MemoryFormat.ChannelsLast));
    for (int i = depth; i > 0; i--) {
      long[] size = sizes.get(i - 1);
      layers.add(new ResidualBlock(at.child("block" + i), s.filters(i), s.filters(i - 1)));
      layers.add(x -> Resampling.nearest(x, size));
    }
    layers.add(new ResidualBlock(at.child("block0"), s.filters(), s.filters()));
    layers.add(ResidualBlock::activation);
    long channels = image.sizes()[0] * context.likelihood().parametersPerElement();
    layers.add(new Convolution(at.child("conv"), s.filters(), channels, 3, 1, 1));
    layers.add(Tensor::contiguous);
    layers.add(Output.of(s.output(), context));
    return new Generator(Layer.sequence(layers), context.likelihood(), image.sizes());
  }
}

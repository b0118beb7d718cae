package dev.omnivae.core.network;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.network.layer.Activation;
import dev.omnivae.core.network.layer.Convolution;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.Perceptron;
import dev.omnivae.core.network.layer.TransposedConvolution;
import dev.omnivae.core.network.layer.TransposedConvolution.Geometry;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Levels of maps over images of one size: z_l has half the height and width of z_{l-1}, the deepest
 * is a vector.
 *
 * <pre>{@code
 * up         x → conv 3x3, conv 3x3 / 2 → d_1 → conv 3x3 / 2 → d_2 ...;   conv 3x3 / 2, linear → heads of z_L
 * down       z_L → linear, linear, transposed conv 3x3 · 2 → h_{L-1};   z_{l+1} → transposed conv 3x3 · 2 → h_l
 * prior      h_l → conv 1x1;   posterior   [h_l, d_l] → conv 3x3, conv 1x1
 * decoder    z_1 → transposed conv 3x3 · 2, conv 3x3
 * }</pre>
 *
 * <p>h_l and d_l have {@code filters 2^(l-1)} channels; SiLU between. The small networks of
 * MultiVae's example for PolyMNIST. Conditions enter as constant channels.
 */
public final class ConvLevels implements Levels {
  private final LevelsSettings settings;
  private final LatentFamily family;
  private final long deepest;
  private final List<long[]> sizes;

  /**
   * Levels.
   *
   * @param deepest dimensions of z_L
   * @throws InputException when a modality is no image, or not of the first one's size
   */
  public ConvLevels(
      LevelsSettings settings, LatentFamily family, long deepest, List<Modality> modalities) {
    this.settings = settings;
    this.family = family;
    this.deepest = deepest;
    this.sizes = new ArrayList<>();
    long[] first = Ladder.image(modalities.get(0), "conv").sizes();
    for (Modality modality : modalities) {
      long[] other = Ladder.image(modality, "conv").sizes();
      if (other[1] != first[1] || other[2] != first[2]) {
        throw InputException.of(
            "modalities",
            "images of one size for blocks conv",
            "%s and %s".formatted(modalities.get(0), modality),
            "write blocks: perceptron");
      }
    }
    sizes.add(new long[] {first[1], first[2]});
    for (int level = 1; level <= settings.levels(); level++) {
      long[] below = sizes.get(level - 1);
      sizes.add(new long[] {(below[0] + 1) / 2, (below[1] + 1) / 2});
    }
  }

  private long filters(int level) {
    return (long) settings.filters() << (level - 1);
  }

  /** Channels of z_level. */
  private long channels(int level) {
    return settings.widths().isEmpty() ? filters(level) : settings.widths().get(level - 1);
  }

  private long area(int level) {
    return sizes.get(level)[0] * sizes.get(level)[1];
  }

  @Override
  public long width(int level) {
    return level == settings.levels() ? deepest : channels(level) * area(level);
  }

  @Override
  public Layer down(int level, Parameters at) {
    long[] from = sizes.get(level + 1);
    List<Layer> layers = new ArrayList<>();
    long in = channelsAbove(level);
    if (level + 1 == settings.levels()) {
      int unfolded = Math.toIntExact(in * area(level + 1));
      List<Integer> widths = List.of(settings.hidden(), unfolded);
      layers.add(Perceptron.hidden(at, deepest, widths, Activation.SWISH));
    }
    layers.add(z -> z.reshape(-1, in, from[0], from[1]));
    layers.add(
        new TransposedConvolution(
            at.child("up"), in, filters(level), Geometry.twice(3, from, sizes.get(level))));
    layers.add(Activation.SWISH);
    return Layer.sequence(layers);
  }

  /** Channels of what {@link #down} begins from: the deepest code is unfolded first. */
  private long channelsAbove(int level) {
    return level + 1 == settings.levels() ? filters(level + 1) : channels(level + 1);
  }

  @Override
  public Layer prior(int level, Parameters at) {
    Layer out = new Convolution(at, filters(level), family.parameters(channels(level)), 1, 1, 0);
    return h -> out.forward(h).flatten(1, -1);
  }

  @Override
  public Layer posterior(int level, Parameters at) {
    long c = filters(level);
    return Layer.sequence(
        List.of(
            new Convolution(at.child("conv"), 2 * c, c, 3, 1, 1),
            Activation.SWISH,
            new Convolution(at.child("out"), c, family.parameters(channels(level)), 1, 1, 0),
            h -> h.flatten(1, -1)));
  }

  @Override
  public Ascent up(Networks networks, Parameters at) {
    Conditioner conditioner = networks.conditioner(at);
    long in = networks.modality().sizes()[0] + extra(conditioner);
    List<Layer> up = new ArrayList<>();
    up.add(
        Layer.sequence(
            List.of(
                new Convolution(at.child("conv"), in, filters(1), 3, 1, 1),
                Activation.SWISH,
                halving(at.child("up1"), filters(1), filters(1)))));
    for (int level = 2; level < settings.levels(); level++) {
      up.add(halving(at.child("up" + level), filters(level - 1), filters(level)));
    }
    int last = settings.levels();
    Layer top =
        Layer.sequence(
            List.of(
                halving(at.child("up" + last), filters(last - 1), filters(last)),
                h -> h.flatten(1, -1),
                Perceptron.of(
                    at.child("heads"),
                    filters(last) * area(last),
                    List.of(settings.hidden()),
                    family.parameters(deepest),
                    Activation.SWISH)));
    return (x, condition) -> {
      List<Tensor> skips = new ArrayList<>();
      Tensor state = joined(x.value(), conditioner, condition);
      for (Layer layer : up) {
        state = layer.forward(state);
        skips.add(state);
      }
      return new Ascent.Seen(skips, top.forward(state));
    };
  }

  private static Layer halving(Parameters at, long in, long out) {
    return Layer.sequence(List.of(new Convolution(at, in, out, 3, 2, 1), Activation.SWISH));
  }

  @Override
  public Decoder decoder(Networks networks, Parameters at) {
    Conditioner conditioner = networks.conditioner(at);
    long channels = channels(1);
    long[] from = sizes.get(1);
    long in = channels + extra(conditioner);
    Modality modality = networks.modality();
    long out = modality.sizes()[0] * networks.likelihood().parametersPerElement();
    NetworkContext context =
        new NetworkContext(modality, width(1), at, Settings.parse(""), networks.likelihood());
    Layer network =
        Layer.sequence(
            List.of(
                z -> z.reshape(-1, in, from[0], from[1]),
                new TransposedConvolution(
                    at.child("up"), in, settings.filters(), Geometry.twice(3, from, sizes.get(0))),
                Activation.SWISH,
                new Convolution(at.child("conv"), settings.filters(), out, 3, 1, 1),
                Tensor::contiguous,
                Output.of("auto", context)));
    Generator generator = new Generator(network, networks.likelihood(), modality.sizes());
    return (z, condition, noise) -> {
      long[] shape = dev.omnivae.core.engine.Tensors.shape(z);
      Tensor map = z.reshape(with(shape, channels, from[0], from[1])); // (..., batch, c, h, w)
      Tensor all = joined(map, conditioner, condition);
      return generator.decode(all.flatten(shape.length - 1, -1), condition, noise);
    };
  }

  /** The shape with its last axis split in three. */
  private static long[] with(long[] shape, long... last) {
    long[] split = java.util.Arrays.copyOf(shape, shape.length + 2);
    System.arraycopy(last, 0, split, shape.length - 1, 3);
    return split;
  }

  private static long extra(@Nullable Conditioner conditioner) {
    return conditioner == null ? 0 : conditioner.width();
  }

  /** {@code (..., batch, channel, height, width)} with the condition as further channels. */
  private static Tensor joined(
      Tensor map, @Nullable Conditioner conditioner, @Nullable Tensor condition) {
    if (conditioner == null) {
      return map;
    }
    // a conditioner joins on the last axis, after the batch: pixels go in front meanwhile
    Tensor pixels = map.movedim(-1, 0).movedim(-1, 0); // (h, w, ..., batch, c)
    return conditioner.join(pixels, condition).movedim(0, -1).movedim(0, -1);
  }
}

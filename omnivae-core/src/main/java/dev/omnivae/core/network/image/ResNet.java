package dev.omnivae.core.network.image;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.Generator;
import dev.omnivae.core.network.Ladder;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.NetworkProvider;
import dev.omnivae.core.network.Output;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.network.layer.Convolution;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.network.layer.ResidualBlock;
import dev.omnivae.core.network.layer.ResidualLinear;
import dev.omnivae.core.network.layer.TransposedConvolution;
import dev.omnivae.core.network.layer.TransposedConvolution.Geometry;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * Residual networks with batch normalisation and self-attention for images of any size: {@code
 * network: resnet}, {@code encoder: {filters: 32, attention: [16]}}.
 *
 * <pre>{@code
 * encoder  [conv 3x3 of stride 2, n, a, block(f_i) x blocks, attention?] until small,
 *          linear to hidden, residual linear x linear_blocks, a
 * decoder  linear to hidden, residual linear x linear_blocks, a, linear to the smallest map,
 *          [block(f_i) x blocks, attention?, transposed conv 4x4 of stride 2, n, a] to full size,
 *          conv 3x3
 * f_i = min(filters 2^(i-1), max_filters),  n = batch normalisation,  a = leaky ReLU of slope 0.2
 * }</pre>
 *
 * <p>64x64 becomes 32, 16, 8, 4. Nothing but the last transposed convolution and a 3x3 convolution
 * runs at full size, where a map costs most. The blocks are {@link ResidualBlock} and {@link
 * ResidualLinear}. In training all rows that a decoder decodes at once (draws, components, batch)
 * are normalised together, and an encoder's statistics are those of the samples that have the
 * modality.
 */
public final class ResNet implements NetworkProvider {
  @Override
  public String name() {
    return "resnet";
  }

  @Override
  public boolean takes(Modality modality) {
    return modality.shape().size() == 3;
  }

  @Override
  public Trunk encoder(NetworkContext context) {
    ResNetSettings s = read(context.settings(), ResNetSettings.DEFAULT);
    List<long[]> sizes = sizes(context.modality(), s);
    Parameters at = context.parameters();
    List<Layer> layers = new ArrayList<>();
    layers.add(x -> x.contiguous(MemoryFormat.ChannelsLast));
    long channels = context.modality().sizes()[0];
    int depth = sizes.size() - 1;
    for (int i = 1; i <= depth; i++) {
      Parameters level = at.child("level" + i);
      layers.add(new Convolution(level.child("down"), channels, s.filters(i), 3, 2, 1));
      channels = s.filters(i);
      layers.addAll(s.activated(level, channels));
      layers.addAll(s.level(level, channels, sizes.get(i)));
    }
    layers.add(x -> x.flatten(1, -1));
    layers.add(new Linear(at.child("fc"), channels * area(sizes.get(depth)), s.hidden()));
    layers.addAll(linear(at, s));
    return new PresentTrunk(Layer.sequence(layers), s.hidden());
  }

  @Override
  public Decoder decoder(NetworkContext context, Settings encoderSettings) {
    ResNetSettings mirrored = read(encoderSettings, ResNetSettings.DEFAULT);
    ResNetSettings s = read(context.settings(), mirrored);
    Modality image = context.modality();
    List<long[]> sizes = sizes(image, s);
    int depth = sizes.size() - 1;
    long[] start = sizes.get(depth);
    Parameters at = context.parameters();
    List<Layer> layers = new ArrayList<>();
    layers.add(new Linear(at.child("fc"), context.code(), s.hidden()));
    layers.addAll(linear(at, s));
    layers.add(new Linear(at.child("map"), s.hidden(), s.filters(depth) * area(start)));
    layers.add(
        x ->
            x.view(-1, s.filters(depth), start[0], start[1]).contiguous(MemoryFormat.ChannelsLast));
    for (int i = depth; i > 0; i--) {
      Parameters level = at.child("level" + i);
      long next = s.filters(Math.max(1, i - 1));
      layers.addAll(s.level(level, s.filters(i), sizes.get(i)));
      layers.add(
          new TransposedConvolution(
              level.child("up"),
              s.filters(i),
              next,
              Geometry.twice(4, sizes.get(i), sizes.get(i - 1))));
      layers.addAll(s.activated(level, next));
    }
    long out = image.sizes()[0] * context.likelihood().parametersPerElement();
    layers.add(new Convolution(at.child("conv"), s.filters(1), out, 3, 1, 1));
    layers.add(Tensor::contiguous);
    layers.add(Output.of(s.output(), context));
    Layer network = Layer.sequence(layers);
    return new Generator(network, context.likelihood(), image.sizes());
  }

  private static List<Layer> linear(Parameters at, ResNetSettings s) {
    List<Layer> layers = new ArrayList<>();
    for (int b = 1; b <= s.linearBlocks(); b++) {
      layers.add(new ResidualLinear(at.child("linear" + b), s.hidden(), s.normalised()));
    }
    layers.add(ResidualBlock::activation);
    return layers;
  }

  private static ResNetSettings read(Settings settings, ResNetSettings defaults) {
    ResNetSettings read = settings.read(ResNetSettings.class, defaults);
    Output.check(read.output());
    return read;
  }

  private static List<long[]> sizes(Modality modality, ResNetSettings s) {
    Modality image = Ladder.image(modality, "resnet");
    List<long[]> sizes = Ladder.of(image, s.smallest());
    if (sizes.size() < 2) {
      throw InputException.of(
          "image of modality " + image.name(),
          "larger than %dx%d for network resnet".formatted(s.smallest(), s.smallest()),
          image.sizes()[1] + "x" + image.sizes()[2],
          "make smallest smaller");
    }
    return sizes;
  }

  private static long area(long[] size) {
    return size[0] * size[1];
  }
}

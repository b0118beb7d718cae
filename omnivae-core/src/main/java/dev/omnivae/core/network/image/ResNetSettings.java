package dev.omnivae.core.network.image;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.network.layer.BatchNorm;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.ResidualBlock;
import dev.omnivae.core.network.layer.SelfAttention;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings of one side of {@link ResNet}.
 *
 * @param filters of the first halved map, doubled with each further halving
 * @param maxFilters never more than these
 * @param smallest halves the map until its longer side is at most this
 * @param blocks residual blocks at every size
 * @param linearBlocks residual linear blocks beside the code
 * @param hidden width of the linear layers
 * @param attention sizes of maps, longer side, that get self-attention
 * @param norm {@code batch} or {@code none}
 * @param output last function of the decoder: auto, sigmoid or linear
 */
public record ResNetSettings(
    int filters,
    int maxFilters,
    int smallest,
    int blocks,
    int linearBlocks,
    int hidden,
    List<Integer> attention,
    String norm,
    String output) {
  /** 32 filters, one block at every size, attention at 16x16. */
  static final ResNetSettings DEFAULT =
      new ResNetSettings(32, 256, 4, 1, 1, 512, List.of(16), "batch", "auto");

  public ResNetSettings {
    attention = List.copyOf(attention);
    atLeast("filters", filters, 1);
    atLeast("smallest", smallest, 1);
    atLeast("blocks", blocks, 0);
    atLeast("linear_blocks", linearBlocks, 0);
    atLeast("hidden", hidden, 1);
    if (maxFilters < filters) {
      throw InputException.of(
          "max_filters", "at least filters, " + filters, maxFilters, "write max_filters: 256");
    }
    if (!norm.equals("batch") && !norm.equals("none")) {
      throw InputException.of("norm", "batch or none", "'" + norm + "'", "write norm: batch");
    }
  }

  private static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw InputException.of(
          key, "at least " + least, value, "leave it out for the default of network resnet");
    }
  }

  boolean normalised() {
    return norm.equals("batch");
  }

  /** Channels after so many halvings, at least one. */
  long filters(int level) {
    return Math.min((long) filters << Math.min(level - 1, 32), maxFilters);
  }

  /** Normalisation and activation after a convolution. */
  List<Layer> activated(Parameters at, long channels) {
    List<Layer> layers = new ArrayList<>();
    if (normalised()) {
      layers.add(new BatchNorm(at.child("norm"), channels));
    }
    layers.add(ResidualBlock::activation);
    return layers;
  }

  /** What stands at one size: residual blocks, and attention where it is asked for. */
  List<Layer> level(Parameters at, long channels, long[] size) {
    List<Layer> layers = new ArrayList<>();
    for (int b = 1; b <= blocks; b++) {
      Parameters place = at.child("block" + b);
      layers.add(
          normalised()
              ? ResidualBlock.normalised(place, channels, channels)
              : new ResidualBlock(place, channels, channels));
    }
    if (attention.contains((int) Math.max(size[0], size[1]))) {
      layers.add(new SelfAttention(at.child("attention"), channels));
    }
    return layers;
  }
}

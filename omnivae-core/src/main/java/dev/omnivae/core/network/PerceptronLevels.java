package dev.omnivae.core.network;

import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.network.layer.Activation;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.network.layer.Perceptron;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Levels of vectors over any modalities, each through the network its recipe names.
 *
 * <pre>{@code
 * up         features → d_1 → d_2 → ...   one layer each;   heads of z_L on the last
 * down       z_{l+1} → two layers → h_l
 * prior      h_l → linear;   posterior   [h_l, d_l] → one layer → linear
 * }</pre>
 *
 * <p>All hidden layers are of one width, with SiLU. With one level the heads are on the features:
 * the encoder of a plain VAE.
 */
public final class PerceptronLevels implements Levels {
  private final LevelsSettings settings;
  private final LatentFamily family;
  private final long deepest;

  /**
   * Levels.
   *
   * @param deepest dimensions of z_L
   */
  public PerceptronLevels(LevelsSettings settings, LatentFamily family, long deepest) {
    this.settings = settings;
    this.family = family;
    this.deepest = deepest;
  }

  @Override
  public long width(int level) {
    int above = settings.levels() - level;
    if (above == 0) {
      return deepest;
    }
    return settings.widths().isEmpty() ? deepest << above : settings.widths().get(level - 1);
  }

  @Override
  public Layer down(int level, Parameters at) {
    List<Integer> hidden = Collections.nCopies(2, settings.hidden());
    return Perceptron.hidden(at, width(level + 1), hidden, Activation.SWISH);
  }

  @Override
  public Layer prior(int level, Parameters at) {
    return new Linear(at, settings.hidden(), family.parameters(width(level)));
  }

  @Override
  public Layer posterior(int level, Parameters at) {
    return Perceptron.of(
        at,
        2L * settings.hidden(),
        List.of(settings.hidden()),
        family.parameters(width(level)),
        Activation.SWISH);
  }

  @Override
  public Ascent up(Networks networks, Parameters at) {
    Features features = new Features(networks.trunk(at, width(1)), networks.conditioner(at));
    List<Layer> up = new ArrayList<>();
    long in = features.width();
    for (int level = 1; level < settings.levels(); level++) {
      Parameters place = at.child("up" + level);
      up.add(Perceptron.hidden(place, in, List.of(settings.hidden()), Activation.SWISH));
      in = settings.hidden();
    }
    Linear heads = new Linear(at.child("heads"), in, family.parameters(deepest));
    return (x, condition) -> {
      List<Tensor> skips = new ArrayList<>();
      Tensor state = features.of(x, condition);
      for (Layer layer : up) {
        state = layer.forward(state);
        skips.add(state);
      }
      return new Ascent.Seen(skips, heads.forward(state));
    };
  }

  @Override
  public Decoder decoder(Networks networks, Parameters at) {
    return networks.decoder(at, width(1));
  }
}

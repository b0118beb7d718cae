package dev.omnivae.core.network.image;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.network.Ladder;
import dev.omnivae.core.network.layer.ResidualBlock;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.jspecify.annotations.Nullable;

/**
 * Says of every patch of an image whether it looks real.
 *
 * <pre>{@code
 * [conv 4x4 of stride 2 to filters 2^i, leaky ReLU of slope 0.2] x layers, conv 3x3 to 1
 * }</pre>
 *
 * <p>Each logit sees a patch alone (three layers: 38x38), so that it judges texture and sharpness,
 * not what the image shows. Isola et al. 2017, "Image-to-Image Translation", section 3.2.2. Weights
 * are spectrally normalised (Miyato et al. 2018) or left as they are.
 *
 * <p>Differs from the published PatchGAN: no batch normalisation, which would let samples of one
 * batch judge each other and would make the gradient penalty meaningless; one layer of stride 1 in
 * place of two.
 */
public final class PatchDiscriminator {
  private final List<PatchLayer> layers = new ArrayList<>();

  /** Declares it; {@code path} is where the recipe asks for it. */
  public PatchDiscriminator(
      Parameters at, Modality modality, DiscriminatorSettings settings, String path) {
    Modality image = Ladder.image(modality, "patch discriminator");
    long smaller = Math.min(image.sizes()[1], image.sizes()[2]);
    if (smaller >> settings.layers() < 1) {
      throw InputException.of(
          path + ".layers",
          "few enough that %dx%d can be halved so often"
              .formatted(image.sizes()[1], image.sizes()[2]),
          settings.layers(),
          "write layers: 2");
    }
    boolean spectral = settings.norm().equals("spectral");
    long in = image.sizes()[0];
    for (int i = 0; i < settings.layers(); i++) {
      long out = (long) settings.filters() << i;
      layers.add(new PatchLayer(at.child("conv" + (i + 1)), in, out, 4, 2, spectral));
      in = out;
    }
    layers.add(new PatchLayer(at.child("out"), in, 1, 3, 1, spectral));
  }

  /**
   * Logits, while it learns itself: gradients reach its weights, and the power iterations go on.
   *
   * @param x {@code (batch, channel, height, width)}
   * @return {@code (batch, patch)}; above 0 for real
   */
  public Tensor learn(Tensor x) {
    return forward(x, true);
  }

  /** As {@link #learn}, as a fixed judge: gradients reach x, but no weight of its own. */
  public Tensor judge(Tensor x) {
    return forward(x, false);
  }

  private Tensor forward(Tensor x, boolean learns) {
    Tensor y = x.contiguous(MemoryFormat.ChannelsLast);
    for (int i = 0; i < layers.size(); i++) {
      y = layers.get(i).forward(i == 0 ? y : ResidualBlock.activation(y), learns);
    }
    return y.flatten(1, -1);
  }

  /** A convolution whose weight may be normalised, and held still. */
  private static final class PatchLayer {
    private static final long[] DILATION = {1, 1};
    private static final long[] PADDING = {1, 1};

    private final Parameter weight;
    private final Parameter bias;
    private final @Nullable SpectralNorm norm;
    private final long[] stride;

    PatchLayer(Parameters at, long in, long out, long kernel, long stride, boolean spectral) {
      Initialiser initialiser = Initialiser.fanIn(in * kernel * kernel);
      weight = at.declare("weight", initialiser, out, in, kernel, kernel);
      bias = at.declare("bias", initialiser, out);
      norm = spectral ? new SpectralNorm(at, out) : null;
      this.stride = new long[] {stride, stride};
    }

    Tensor forward(Tensor x, boolean learns) {
      Tensor own = learns ? weight.tensor() : weight.tensor().detach();
      Tensor added = learns ? bias.tensor() : bias.tensor().detach();
      Tensor scaled = norm == null ? own : norm.of(own, learns);
      return torch.conv2d(x, scaled, new TensorOptional(added), stride, PADDING, DILATION, 1);
    }
  }
}

package dev.omnivae.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A VAE as one writes it on the binding alone: tensors and calls of libtorch, its own Adam, one
 * pointer scope a step, nothing logged. Laplace likelihood of scale 0.75, normal code of 20
 * dimensions. What the framework's speed is measured against.
 */
abstract class BareVae {
  static final int BATCH = 128;
  private static final int LATENT = 20;
  private static final double SCALE = 0.75;

  private final List<Tensor> parameters = new ArrayList<>();
  private @Nullable Adam adam;
  private final Tensor pixels;
  private final long count;
  private long at;
  private Tensor order;

  /**
   * @param pixels uint8 {@code (sample, channel, height, width)}
   */
  BareVae(Tensor pixels) {
    this.pixels = pixels;
    this.count = pixels.size(0);
    this.order = permutation();
  }

  /** {@code (batch, 2 * latent)}. */
  abstract Tensor encode(Tensor x);

  abstract Tensor decode(Tensor z);

  /** Seconds a step takes, the mean over that many. */
  double train(int steps) {
    if (adam == null) {
      TensorVector all = new TensorVector();
      parameters.forEach(all::push_back);
      adam = new Adam(all, new AdamOptions(1e-3));
    }
    Adam optimizer = adam;
    return Interleaved.seconds(steps, () -> step(optimizer));
  }

  private void step(Adam optimizer) {
    if (at + BATCH > count) {
      order.close();
      order = permutation();
      at = 0;
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor index = order.narrow(0, at, BATCH);
      Tensor x = pixels.index_select(0, index).to(ScalarType.Float).div_(new Scalar(255.0));
      Tensor raw = encode(x);
      Tensor mean = raw.narrow(1, 0, LATENT);
      Tensor logVar = raw.narrow(1, LATENT, LATENT);
      Tensor deviation = logVar.mul(new Scalar(0.5)).exp();
      Tensor z = mean.add(deviation.mul(torch.randn_like(mean)));
      Tensor distance = decode(z).sub(x).abs().sum();
      Tensor kl = mean.square().add(logVar.exp()).sub(logVar).sub(new Scalar(1)).sum();
      Tensor loss =
          distance.mul(new Scalar(1 / (SCALE * BATCH))).add(kl.mul(new Scalar(0.5 / BATCH)));
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
    }
    at += BATCH;
  }

  /**
   * An encoder pass over the images and a decoder pass over codes, forward and backward.
   *
   * @param codes for each image
   */
  void passes(Tensor x, long codes) {
    try (PointerScope scope = new PointerScope()) {
      Tensor z = torch.randn(new long[] {codes * x.size(0), LATENT}).requires_grad_(true);
      Tensor y = decode(z).view(codes, x.size(0), x.size(1), x.size(2), x.size(3));
      y.sub(x).abs().sum().add(encode(x).sum()).backward();
      parameters.forEach(p -> p.mutable_grad().reset());
    }
  }

  private Tensor permutation() {
    return torch.randperm(count, new TensorOptions(ScalarType.Long));
  }

  private Tensor uniform(double bound, long... shape) {
    Tensor tensor = torch.rand(shape);
    tensor.mul_(new Scalar(2 * bound)).sub_(new Scalar(bound)).requires_grad_(true);
    parameters.add(tensor);
    return tensor;
  }

  /** Weight {@code (out, in)} and bias. */
  Tensor[] linear(long in, long out) {
    double bound = 1 / Math.sqrt((double) in);
    return new Tensor[] {uniform(bound, out, in), uniform(bound, out)};
  }

  /** Weight {@code (out, in, 4, 4)} and bias; transposed: {@code (in, out, 4, 4)}. */
  Tensor[] convolution(long in, long out, boolean transposed) {
    double bound = 1 / Math.sqrt(16.0 * (transposed ? out : in));
    return new Tensor[] {
      transposed ? uniform(bound, in, out, 4, 4) : uniform(bound, out, in, 4, 4),
      uniform(bound, out)
    };
  }

  /** 784-512-20 and its mirror. */
  static final class FullyConnected extends BareVae {
    private final Tensor[] hidden = linear(784, 512);
    private final Tensor[] heads = linear(512, 2 * LATENT);
    private final Tensor[] up = linear(LATENT, 512);
    private final Tensor[] out = linear(512, 784);

    FullyConnected(Tensor pixels) {
      super(pixels);
    }

    @Override
    Tensor encode(Tensor x) {
      return apply(heads, apply(hidden, x.flatten(1, -1)).relu());
    }

    @Override
    Tensor decode(Tensor z) {
      return apply(out, apply(up, z).relu()).sigmoid().view(-1, 1, 28, 28);
    }

    private static Tensor apply(Tensor[] layer, Tensor x) {
      return torch.linear(x, layer[0], new TensorOptional(layer[1]));
    }
  }

  /** 4x4 convolutions 3-32-64-128 on 3x32x32 and their mirror. */
  static final class Convolutional extends BareVae {
    private static final long[] TWO = {2, 2};
    private static final long[] ONE = {1, 1};
    private static final long[] NONE = {0, 0};
    private final Tensor[][] down = {
      convolution(3, 32, false), convolution(32, 64, false), convolution(64, 128, false)
    };
    private final Tensor[] heads = linear(128 * 4 * 4, 2 * LATENT);
    private final Tensor[][] up = {
      convolution(LATENT, 128, true),
      convolution(128, 64, true),
      convolution(64, 32, true),
      convolution(32, 3, true)
    };

    Convolutional(Tensor pixels) {
      super(pixels);
    }

    @Override
    Tensor encode(Tensor x) {
      Tensor h = x;
      for (Tensor[] layer : down) {
        h = torch.conv2d(h, layer[0], new TensorOptional(layer[1]), TWO, ONE, ONE, 1).relu();
      }
      return torch.linear(h.flatten(1, -1), heads[0], new TensorOptional(heads[1]));
    }

    @Override
    Tensor decode(Tensor z) {
      Tensor h = z.view(-1, LATENT, 1, 1);
      for (int i = 0; i < up.length; i++) {
        h =
            torch.conv_transpose2d(
                i == 0 ? h : h.relu(),
                up[i][0],
                new TensorOptional(up[i][1]),
                i == 0 ? ONE : TWO,
                i == 0 ? NONE : ONE,
                NONE,
                1,
                1,
                1);
      }
      return h.sigmoid();
    }
  }
}

package dev.omnivae.eval.quality;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.TorchFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The Inception-v3 of FID, as of TensorFlow's {@code inception-2015-12-05}: 2,048 averages over the
 * last map. From the weights that pytorch-fid publishes, and from no others: features of other
 * weights give another number.
 *
 * <pre>{@code
 * 299x299, 2x - 1
 * 1a 3x3/2, 2a 3x3, 2b 3x3 same, max 3x3/2, 3b 1x1, 4a 3x3, max 3x3/2    192 maps of 35x35
 * A: 5b 5c 5d                                                            288
 * B: 6a, C: 6b 6c 6d 6e                                                  768 of 17x17
 * D: 7a, E: 7b 7c                                                      2,048 of 8x8
 * }</pre>
 *
 * <p>Every convolution is followed by its batch norm (ε = 0.001, folded into it here) and a
 * rectifier. Averages of 3x3 leave the border out of the count, and 7c has a maximum in the
 * average's place, which is the published network's peculiarity and part of the measure. Images of
 * one channel are shown as grey; resized bilinearly without smoothing, as pytorch-fid does it.
 * Szegedy et al. 2016, "Rethinking the Inception architecture", table 1; Heusel et al. 2017.
 */
public final class Inception implements Embedding {
  private static final int SIDE = 299;
  private static final double EPSILON = 0.001;

  /** Images at once: all maps of one take 40 MB. */
  private static final long AT_ONCE = 4;

  /** Name of the published file. */
  public static final String FILE = "pt_inception-2015-12-05-6726825d.pth";

  /** With which the SHA-256 of the file begins, as its name {@code pt_inception-...} says. */
  private static final String HASH = "6726825d";

  private static final long[] ONE = {1, 1};
  private static final long[] TWO = {2, 2};
  private static final long[] THREE = {3, 3};
  private static final long[] NONE = {0, 0};

  private final Map<String, Convolution> convolutions = new HashMap<>();

  /** Weight {@code (out, in, height, width)} and bias {@code (out)}, the norm folded in. */
  private record Convolution(Tensor weight, Tensor bias) {}

  /** Of the published state dict, or one of the same names and other numbers of channels. */
  Inception(Map<String, Tensor> weights) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      for (String key : weights.keySet()) {
        if (key.endsWith(".conv.weight")) {
          String name = key.substring(0, key.length() - ".conv.weight".length());
          convolutions.put(name, folded(weights, name));
        }
      }
    }
  }

  /**
   * Reads the published weights.
   *
   * @throws InputException when the file is not there, or is another one
   */
  public static Inception read(Path file) {
    String fix = "give " + FILE + " of pytorch-fid";
    if (!Files.isRegularFile(file)) {
      throw InputException.of("weights of Inception", "a file", "none at " + file, fix);
    }
    String hash = sha256(file);
    if (!hash.startsWith(HASH)) {
      throw InputException.of(
          "SHA-256 of " + file, HASH + "... of the published weights", hash, fix);
    }
    try (Scope scope = Scope.open()) {
      return new Inception(
          TorchFile.read(
              file, name -> !name.startsWith("fc.") && !name.endsWith("num_batches_tracked")));
    }
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new InputException(
          "%s must be readable, got %s; check the disk".formatted(file, e.getMessage()), e);
    }
  }

  private static Convolution folded(Map<String, Tensor> weights, String name) {
    Tensor variance = found(weights, name + ".bn.running_var");
    Tensor factor = found(weights, name + ".bn.weight").div(Tensors.plus(variance, EPSILON).sqrt());
    Tensor weight = found(weights, name + ".conv.weight").mul(factor.view(-1, 1, 1, 1));
    Tensor mean = found(weights, name + ".bn.running_mean");
    Tensor bias = found(weights, name + ".bn.bias").sub(mean.mul(factor));
    return new Convolution(kept(weight), kept(bias));
  }

  private static Tensor found(Map<String, Tensor> weights, String name) {
    Tensor tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("weights must hold " + name);
    }
    return tensor;
  }

  private static Tensor kept(Tensor tensor) {
    return tensor.to(Engine.device(), tensor.scalar_type()).clone().retainReference();
  }

  @Override
  public int width() {
    long sum = 0;
    for (String last : List.of("1x1", "3x3_2a", "3x3_2b", "3x3dbl_3a", "3x3dbl_3b", "_pool")) {
      sum += convolution("Mixed_7c.branch" + last).bias().size(0);
    }
    return Math.toIntExact(sum);
  }

  @Override
  public Tensor of(Tensor images) {
    List<Tensor> parts = new ArrayList<>();
    for (long from = 0; from < images.size(0); from += AT_ONCE) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        Tensor some = images.narrow(0, from, Math.min(AT_ONCE, images.size(0) - from));
        parts.add(scope.keep(Tensors.mean(lastMaps(some), 2, 3)));
      }
    }
    return Tensors.cat(parts, 0);
  }

  private Tensor lastMaps(Tensor images) {
    Tensor x = images.expand(images.size(0), 3, images.size(2), images.size(3));
    x = torch.upsample_bilinear2d(x, new long[] {SIDE, SIDE}, false);
    x = Tensors.affine(x, 2, -1);
    x = convolve(x, "Conv2d_1a_3x3", TWO, NONE);
    x = convolve(x, "Conv2d_2a_3x3", ONE, NONE);
    x = halved(chain(x, "Conv2d_2b_3x3"));
    x = chain(x, "Conv2d_3b_1x1");
    x = halved(convolve(x, "Conv2d_4a_3x3", ONE, NONE));
    for (String block : List.of("Mixed_5b", "Mixed_5c", "Mixed_5d")) {
      x = a(x, block + ".branch");
    }
    x = b(x, "Mixed_6a.branch");
    for (String block : List.of("Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e")) {
      x = c(x, block + ".branch");
    }
    x = d(x, "Mixed_7a.branch");
    x = e(x, "Mixed_7b.branch", averaged(x));
    return e(x, "Mixed_7c.branch", torch.max_pool2d(x, THREE, ONE, ONE, ONE, false));
  }

  private Tensor a(Tensor x, String at) {
    return joined(
        chain(x, at + "1x1"),
        chain(x, at + "5x5_1", at + "5x5_2"),
        chain(x, at + "3x3dbl_1", at + "3x3dbl_2", at + "3x3dbl_3"),
        chain(averaged(x), at + "_pool"));
  }

  private Tensor b(Tensor x, String at) {
    return joined(
        convolve(x, at + "3x3", TWO, NONE),
        convolve(chain(x, at + "3x3dbl_1", at + "3x3dbl_2"), at + "3x3dbl_3", TWO, NONE),
        halved(x));
  }

  private Tensor c(Tensor x, String at) {
    String twice = at + "7x7dbl_";
    return joined(
        chain(x, at + "1x1"),
        chain(x, at + "7x7_1", at + "7x7_2", at + "7x7_3"),
        chain(x, twice + "1", twice + "2", twice + "3", twice + "4", twice + "5"),
        chain(averaged(x), at + "_pool"));
  }

  private Tensor d(Tensor x, String at) {
    Tensor wide = chain(x, at + "7x7x3_1", at + "7x7x3_2", at + "7x7x3_3");
    return joined(
        convolve(chain(x, at + "3x3_1"), at + "3x3_2", TWO, NONE),
        convolve(wide, at + "7x7x3_4", TWO, NONE),
        halved(x));
  }

  private Tensor e(Tensor x, String at, Tensor pooled) {
    Tensor once = chain(x, at + "3x3_1");
    Tensor twice = chain(x, at + "3x3dbl_1", at + "3x3dbl_2");
    return joined(
        chain(x, at + "1x1"),
        chain(once, at + "3x3_2a"),
        chain(once, at + "3x3_2b"),
        chain(twice, at + "3x3dbl_3a"),
        chain(twice, at + "3x3dbl_3b"),
        chain(pooled, at + "_pool"));
  }

  // ---- pieces ----

  /** One convolution after the other, none of which changes the size of the map. */
  private Tensor chain(Tensor x, String... names) {
    Tensor h = x;
    for (String name : names) {
      Tensor weight = convolution(name).weight();
      h = convolve(h, name, ONE, new long[] {weight.size(2) / 2, weight.size(3) / 2});
    }
    return h;
  }

  private Tensor convolve(Tensor x, String name, long[] stride, long[] padding) {
    Convolution of = convolution(name);
    TensorOptional bias = new TensorOptional(of.bias());
    return torch.conv2d(x, of.weight(), bias, stride, padding, ONE, 1).relu_();
  }

  private Convolution convolution(String name) {
    Convolution found = convolutions.get(name);
    if (found == null) {
      throw new IllegalArgumentException("weights must hold " + name);
    }
    return found;
  }

  private static Tensor halved(Tensor x) {
    return torch.max_pool2d(x, THREE, TWO, NONE, ONE, false);
  }

  private static Tensor averaged(Tensor x) {
    return torch.avg_pool2d(x, THREE, ONE, ONE, false, false, new LongOptional());
  }

  private static Tensor joined(Tensor... branches) {
    return Tensors.cat(List.of(branches), 1);
  }
}

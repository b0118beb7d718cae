package dev.omnivae.core.network.text;

import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * p(text given z) of a recurrent decoder, over int64 ids {@code (..., token)}.
 *
 * <pre>{@code log p(x | z) = Σ_t log p(x_t | x_1 ... x_{t-1}, z)}</pre>
 *
 * <p>{@link #logProb} runs the decoder over the text itself (its teacher), all draws, components
 * and examples as one long batch. {@link #sample} writes: each token is drawn from what the decoder
 * says of it after those it wrote before. {@link #mean} writes the likeliest token each time. What
 * is written ends with eos, has the modality's length, and is padded; padding, bos and unknown are
 * never written. Its one parameter is z.
 */
public final class TokenDistribution implements TextDistribution {
  private final TokenDecoder decoder;
  private final Tensor z;
  private final Noise noise;
  private final boolean detached;

  /**
   * From a decoder and codes.
   *
   * @param z {@code (..., code)}
   * @param noise for what is left out of the teacher's words, where it is that of a training step
   * @param detached whether densities carry no gradient
   */
  TokenDistribution(TokenDecoder decoder, Tensor z, Noise noise, boolean detached) {
    this.decoder = decoder;
    this.z = z;
    this.noise = noise;
    this.detached = detached;
  }

  /**
   * {@inheritDoc}
   *
   * @param x int64 {@code (..., token)}: {@code (batch, token)} for codes of any draws and
   *     components
   * @param known false on padding, which adds nothing; where it is false within a text, that token
   *     adds nothing and is read as "unknown". Null for all but padding
   */
  @Override
  public Tensor logProb(Tensor x, @Nullable Tensor known) {
    Tokens.check(x);
    if (detached) {
      try (NoGrad off = NoGrad.open()) {
        return teach(x, known);
      }
    }
    return teach(x, known);
  }

  private Tensor teach(Tensor x, @Nullable Tensor known) {
    Taught taught = taught(x, known);
    return decoder
        .likelihood()
        .of(taught.logits(), 2)
        .logProb(taught.ids(), taught.known())
        .view(taught.leading());
  }

  @Override
  public Tensor likeliest(Tensor x, @Nullable Tensor known) {
    Tokens.check(x);
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      Taught taught = taught(x, known);
      Tensor best = taught.logits().argmax(new LongOptional(-1), false); // (row, used)
      long rest = x.size(-1) - best.size(1);
      Tensor pad = Tokens.full(decoder.vocabulary().pad(), best, best.size(0), rest);
      return scope.keep(
          Tensors.cat(List.of(best, pad), 1).view(append(taught.leading(), x.size(-1))));
    }
  }

  /**
   * What the decoder says of a text, places after the longest row's last cut off.
   *
   * @param leading axes of texts and codes together
   * @param ids {@code (row, used)}
   * @param known {@code (row, used)}
   * @param logits {@code (row, used, vocabulary)}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Taught(long[] leading, Tensor ids, Tensor known, Tensor logits) {}

  private Taught taught(Tensor x, @Nullable Tensor known) {
    long tokens = x.size(-1);
    long code = z.size(-1);
    long[] leading = broadcast(leading(z), leading(x));
    Tensor codes = rows(z, leading, code);
    Tensor ids = rows(x, leading, tokens);
    Tensor there = known == null ? notPadding(ids) : rows(known, leading, tokens);
    long used = Tokens.longest(there);
    Tensor read = ids.narrow(1, 0, used);
    Tensor shown = there.narrow(1, 0, used);
    return new Taught(leading, read, shown, new Teacher(decoder, noise).logits(read, shown, codes));
  }

  private Tensor notPadding(Tensor ids) {
    try (Scalar pad = new Scalar((long) decoder.vocabulary().pad())) {
      return ids.ne(pad);
    }
  }

  @Override
  public Tensor sample(Noise draw, long draws) {
    return generate(Generation.SAMPLE, draw, draws);
  }

  /** Greedy decoding, int64 {@code (..., token)}. */
  @Override
  public Tensor mean() {
    return generate(Generation.GREEDY, noise, 1).squeeze(0);
  }

  @Override
  public Tensor generate(Generation how, Noise draw, long draws) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      long[] leading = Tensors.prepend(leading(z), draws);
      Tensor ids =
          new TextGenerator(decoder, decoder.vocabulary(), decoder.length(), how)
              .write(rows(z, leading, z.size(-1)), draw);
      return scope.keep(ids.view(append(leading, decoder.length())));
    }
  }

  @Override
  public boolean reparameterised() {
    return false;
  }

  @Override
  public TokenDistribution map(UnaryOperator<Tensor> f) {
    return new TokenDistribution(decoder, f.apply(z), noise, detached);
  }

  /** Without any gradient: neither to z nor to the decoder. */
  @Override
  public TokenDistribution detach() {
    return new TokenDistribution(decoder, z.detach(), noise, true);
  }

  private static long[] leading(Tensor tensor) {
    return Arrays.copyOf(Tensors.shape(tensor), (int) tensor.dim() - 1);
  }

  /** {@code (..., n)} as rows of the leading axes, repeated where it lacks them. */
  private static Tensor rows(Tensor tensor, long[] leading, long n) {
    return tensor.expand(append(leading, n)).reshape(-1, n);
  }

  private static long[] append(long[] shape, long last) {
    long[] longer = Arrays.copyOf(shape, shape.length + 1);
    longer[shape.length] = last;
    return longer;
  }

  private static long[] broadcast(long[] a, long[] b) {
    long[] shape = new long[Math.max(a.length, b.length)];
    for (int i = 1; i <= shape.length; i++) {
      long left = i > a.length ? 1 : a[a.length - i];
      long right = i > b.length ? 1 : b[b.length - i];
      if (left != right && left != 1 && right != 1) {
        throw new IllegalArgumentException(
            "texts must broadcast against codes, got leading axes %s against %s"
                .formatted(Arrays.toString(b), Arrays.toString(a)));
      }
      shape[shape.length - i] = Math.max(left, right);
    }
    return shape;
  }
}

package dev.omnivae.core.network.text;

import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes texts with any step-wise decoder, many rows at once. A text ends with eos, at the latest
 * in the last place, and is padded after it; padding, bos and unknown are never written. Whoever
 * calls turns gradients off and opens the scope.
 */
public final class TextGenerator {
  private final StepwiseDecoder decoder;
  private final Vocabulary vocabulary;
  private final long length;
  private final Generation how;

  /**
   * A generator.
   *
   * @param length places of a text, eos included
   */
  public TextGenerator(
      StepwiseDecoder decoder, Vocabulary vocabulary, long length, Generation how) {
    this.decoder = decoder;
    this.vocabulary = vocabulary;
    this.length = length;
    this.how = how;
  }

  /**
   * One text per code.
   *
   * @param z {@code (row, code)}
   * @param noise drawn from by {@code sample} alone
   * @return int64 {@code (row, length)}
   */
  public Tensor write(Tensor z, Noise noise) {
    if (how.search().equals("beam")) {
      return new BeamSearch(decoder, vocabulary, length, how).write(z);
    }
    long rows = z.size(0);
    Tensor allowed = Tokens.allowed(vocabulary, z);
    Tensor pad = Tokens.full(vocabulary.pad(), z, rows);
    Tensor eos = Tokens.full(vocabulary.eos(), z, rows);
    Tensor previous = Tokens.full(vocabulary.bos(), z, rows);
    Tensor done = previous.eq(eos).logical_and(previous.ne(eos)); // none
    List<Tensor> state = decoder.start(z);
    List<Tensor> written = new ArrayList<>();
    while (written.size() < length && !done.all().item_bool()) {
      StepwiseDecoder.Next next = decoder.next(previous, state);
      state = next.state();
      boolean last = written.size() == length - 1;
      Tensor chosen = last ? eos : choose(Tokens.only(allowed, next.logits()), noise);
      previous = torch.where(done, pad, chosen);
      written.add(previous);
      done = done.logical_or(chosen.eq(eos));
    }
    while (written.size() < length) {
      written.add(pad);
    }
    return Tensors.stack(written, 1);
  }

  /** {@code (row, vocabulary)} to {@code (row)}; draws by Gumbel's trick. */
  private Tensor choose(Tensor logits, Noise noise) {
    Tensor scores = logits;
    if (how.search().equals("sample")) {
      Tensor left = TokenFilter.apply(logits, how);
      // never 0, whose Gumbel noise is -∞: one token left must be chosen
      Tensor u = noise.uniform(left, Tensors.shape(left)).maximum(Tensors.scalar(1e-30, left));
      scores = left.sub(u.log().neg().log());
    }
    return scores.argmax(new LongOptional(-1), false);
  }
}

package dev.omnivae.core.network.text;

import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Operators;
import dev.omnivae.core.engine.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Keeps the B likeliest beginnings of every text, extends each by every token, and again.
 *
 * <pre>{@code score(x) = Σ_t log p(x_t | x_<t, z) / length^α}</pre>
 *
 * <p>p is over the tokens that may be written. A finished text keeps its place in the beam by its
 * score so far; α counts at the end alone.
 */
final class BeamSearch {
  private final StepwiseDecoder decoder;
  private final Vocabulary vocabulary;
  private final long length;
  private final long beams;
  private final double penalty;

  BeamSearch(StepwiseDecoder decoder, Vocabulary vocabulary, long length, Generation how) {
    this.decoder = decoder;
    this.vocabulary = vocabulary;
    this.length = length;
    this.beams = how.beams();
    this.penalty = how.lengthPenalty();
  }

  /** One text per code: {@code (row, code)} to int64 {@code (row, length)}. */
  Tensor write(Tensor z) {
    long rows = z.size(0);
    long size = vocabulary.size();
    Tensor outside = Tensors.scalar(Double.NEGATIVE_INFINITY, z);
    Tensor allowed = Tokens.allowed(vocabulary, z);
    Tensor eosOnly = one(vocabulary.eos(), z);
    Tensor padFree = torch.where(one(vocabulary.pad(), z), Tensors.scalar(0, z), outside);
    Tensor row = range(rows, z).view(rows, 1);

    long[] many = {rows, beams, z.size(1)};
    List<Tensor> state = decoder.start(z.unsqueeze(1).expand(many).reshape(-1, z.size(1)));
    Tensor previous = Tokens.full(vocabulary.bos(), z, rows * beams);
    Tensor texts = Tokens.full(vocabulary.pad(), z, rows, beams, 0); // (row, beam, place)
    Tensor score = first(z).expand(rows, beams); // all beams are the same text: one counts
    Tensor done = score.gt(score); // none
    for (long t = 0; t < length && !done.all().item_bool(); t++) {
      StepwiseDecoder.Next next = decoder.next(previous, state);
      Tensor log = Tokens.only(allowed, next.logits()).log_softmax(-1).view(rows, beams, size);
      log = t == length - 1 ? torch.where(eosOnly, log, outside) : log;
      log = torch.where(done.unsqueeze(-1), padFree, log);
      Tensor all = score.unsqueeze(-1).add(log).view(rows, beams * size);
      List<Tensor> best = Operators.call("aten::topk", all, beams, -1L, true, true);
      score = best.get(0); // (row, beam)
      Tensor token;
      Tensor from;
      try (Scalar per = new Scalar(size)) {
        token = best.get(1).remainder(per);
        from = best.get(1).floor_divide(per); // beam of before
      }
      Tensor flat = row.mul(Tokens.full(beams, z)).add(from).view(-1);
      state = next.state().stream().map(s -> s.index_select(0, flat)).toList();
      texts = texts.view(rows * beams, t).index_select(0, flat).view(rows, beams, t);
      texts = Tensors.cat(List.of(texts, token.unsqueeze(-1)), -1);
      done = done.gather(1, from).logical_or(token.eq(Tokens.full(vocabulary.eos(), z)));
      previous = token.view(-1);
    }
    Tensor best = score.div(lengths(texts, z)).argmax(new LongOptional(-1), false); // (row)
    long[] place = {rows, 1, texts.size(2)};
    Tensor chosen = texts.gather(1, best.view(rows, 1, 1).expand(place)).squeeze(1);
    Tensor rest = Tokens.full(vocabulary.pad(), z, rows, length - texts.size(2));
    return Tensors.cat(List.of(chosen, rest), 1);
  }

  /** length^α: {@code (row, beam)}. */
  private Tensor lengths(Tensor texts, Tensor z) {
    try (Scalar power = new Scalar(penalty)) {
      Tensor there = texts.ne(Tokens.full(vocabulary.pad(), z));
      return there.to(z.scalar_type()).sum(-1).pow(power);
    }
  }

  /** 0 for the first beam, -∞ for the others. */
  private Tensor first(Tensor z) {
    double[] scores = new double[Math.toIntExact(beams)];
    Arrays.fill(scores, Double.NEGATIVE_INFINITY);
    scores[0] = 0;
    return Tensors.of(scores, beams).to(z.device(), z.scalar_type());
  }

  /** True for one token alone: {@code (vocabulary)}. */
  private Tensor one(long id, Tensor z) {
    return range(vocabulary.size(), z).eq(Tokens.full(id, z));
  }

  private static Tensor range(long count, Tensor like) {
    return Tensors.of(LongStream.range(0, count).toArray(), count)
        .to(like.device(), ScalarType.Long);
  }
}

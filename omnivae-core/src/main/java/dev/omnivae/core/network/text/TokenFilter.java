package dev.omnivae.core.network.text;

import dev.omnivae.core.engine.Operators;
import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Temperature, top-k and nucleus: which tokens may still be drawn. */
final class TokenFilter {
  private TokenFilter() {}

  /**
   * Logits over temperature, -∞ where a token is out. Top-k first, then the nucleus of what is
   * left; tokens as likely as the last that stays stay too.
   *
   * @param logits {@code (row, vocabulary)}
   */
  static Tensor apply(Tensor logits, Generation how) {
    Tensor left = Tensors.times(logits, 1 / how.temperature());
    if (how.topK() > 0) {
      long k = Math.min(how.topK(), left.size(-1));
      Tensor likeliest = Operators.call("aten::topk", left, k, -1L, true, true).get(0);
      left = atLeast(left, likeliest.narrow(-1, k - 1, 1));
    }
    if (how.topP() < 1) {
      List<Tensor> sorted = Operators.call("aten::sort", left, -1L, true);
      Tensor p = sorted.get(0).softmax(-1);
      Tensor likelier = p.cumsum(-1).sub(p); // together, of those before
      Tensor stays = likelier.lt(Tensors.scalar(how.topP(), p)); // always the first
      Tensor none = Tensors.scalar(Double.POSITIVE_INFINITY, left);
      Tensor least = torch.where(stays, sorted.get(0), none).amin(new long[] {-1}, true);
      left = atLeast(left, least);
    }
    return left;
  }

  private static Tensor atLeast(Tensor logits, Tensor least) {
    return torch.where(logits.ge(least), logits, Tensors.scalar(Double.NEGATIVE_INFINITY, logits));
  }
}

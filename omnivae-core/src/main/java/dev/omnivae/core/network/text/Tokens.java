package dev.omnivae.core.network.text;

import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Small things done with token ids. */
final class Tokens {
  private Tokens() {}

  /** Refuses what are no ids. */
  static void check(Tensor ids) {
    if (ids.is_floating_point()) {
      throw new IllegalArgumentException(
          "tokens must be whole numbers (int64), got " + ids.scalar_type());
    }
  }

  /** The same id everywhere: int64 of the shape, where {@code like} is. */
  static Tensor full(long id, Tensor like, long... shape) {
    try (Scalar value = new Scalar(id)) {
      return torch
          .full(shape, value, Tensors.options(ScalarType.Long))
          .to(like.device(), ScalarType.Long);
    }
  }

  /**
   * Places up to the last that is there in any row, at least one: what comes after adds nothing. On
   * an accelerator all of them, for asking would wait for it.
   *
   * @param there {@code (row, token)} boolean
   */
  static long longest(Tensor there) {
    long tokens = there.size(1);
    if (!there.is_cpu()) {
      return tokens;
    }
    try (Scope scope = Scope.open()) {
      long[] any = Tensors.longs(there.any(0));
      int last = any.length - 1;
      while (last > 0 && any[last] == 0) {
        last--;
      }
      return last + 1L;
    }
  }

  /**
   * Which ids a text may have: all but padding, bos and unknown. {@code (size)} boolean.
   *
   * @param like gives the device
   */
  static Tensor allowed(Vocabulary vocabulary, Tensor like) {
    byte[] allowed = new byte[vocabulary.size()];
    java.util.Arrays.fill(allowed, (byte) 1);
    allowed[vocabulary.pad()] = 0;
    allowed[vocabulary.bos()] = 0;
    allowed[vocabulary.unknown()] = 0;
    allowed[vocabulary.eos()] = 1; // some vocabularies give it a second role
    return Tensors.of(allowed, allowed.length).to(like.device(), ScalarType.Bool);
  }

  /** -∞ where not allowed. */
  static Tensor only(Tensor allowed, Tensor logits) {
    return torch.where(allowed, logits, Tensors.scalar(Double.NEGATIVE_INFINITY, logits));
  }
}

package dev.omnivae.eval.sampler;

import dev.omnivae.core.engine.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Parts of a vector that belong together.
 *
 * @param widths of the blocks, in order
 */
record Blocks(List<Long> widths) {
  Blocks {
    widths = List.copyOf(widths);
  }

  int count() {
    return widths.size();
  }

  long width() {
    return widths.stream().mapToLong(Long::longValue).sum();
  }

  /** Where a block begins. */
  long start(int block) {
    return widths.subList(0, block).stream().mapToLong(Long::longValue).sum();
  }

  /** A block of {@code (..., width)}. */
  Tensor of(Tensor vectors, int block) {
    return vectors.narrow(-1, start(block), widths.get(block));
  }

  /**
   * What is said of blocks, said of each of their numbers: {@code (row, block)} to {@code (row,
   * width)}.
   */
  Tensor spread(Tensor perBlock) {
    long[] index = new long[Math.toIntExact(width())];
    int at = 0;
    for (int block = 0; block < count(); block++) {
      for (long i = 0; i < widths.get(block); i++) {
        index[at++] = block;
      }
    }
    Tensor of = Tensors.of(index, index.length).to(perBlock.device(), ScalarType.Long);
    return perBlock.index_select(-1, of);
  }
}

package dev.omnivae.eval.oracle;

import dev.omnivae.core.batch.Batch;
import org.bytedeco.pytorch.Tensor;

/** The labels of a batch that must have them. */
public final class Labels {
  private Labels() {}

  /** {@code (batch)} int64; fails when the data set has none. */
  public static Tensor of(Batch batch) {
    Tensor labels = batch.labels();
    if (labels == null) {
      throw new IllegalStateException("batch must hold labels; ask Dataset.info().classes() first");
    }
    return labels;
  }
}

package dev.omnivae.eval;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How often attributes, each yes or no, are what the data say they are. */
public final class AttributeAgreement {
  private long[] right = new long[0];
  private long[] all = new long[0];

  /**
   * Counts a batch: known attributes of samples that have both modalities.
   *
   * @param said {@code (batch, attribute)}: 1 or true, 0 or false, anything else is wrong
   */
  public void add(Tensor said, Batch batch, String image, String attributes) {
    Tensor truth = batch.of(attributes).cleaned().value();
    Tensor counts = known(batch, image, attributes);
    Tensor agrees = said.to(ScalarType.Long).eq(truth.to(ScalarType.Long)).logical_and(counts);
    right = sum(right, agrees);
    all = sum(all, counts);
  }

  /**
   * Which attributes are known, of samples that have both modalities.
   *
   * @return boolean {@code (batch, attribute)}
   */
  public static Tensor known(Batch batch, String image, String attributes) {
    Observation said = batch.of(attributes);
    Tensor known = said.known();
    Tensor counts = known == null ? torch.ones_like(said.value()).to(ScalarType.Bool) : known;
    for (Observation seen : new Observation[] {said, batch.of(image)}) {
      Tensor there = seen.available();
      if (there != null) {
        counts = counts.logical_and(there.view(-1, 1));
      }
    }
    return counts;
  }

  private static long[] sum(long[] before, Tensor flags) {
    long[] now = Tensors.longs(flags.sum(0));
    for (int i = 0; i < before.length; i++) {
      now[i] += before[i];
    }
    return now;
  }

  /** Fraction that agrees, per attribute; NaN where none was known. */
  public double[] each() {
    double[] fractions = new double[all.length];
    for (int i = 0; i < all.length; i++) {
      fractions[i] = (double) right[i] / all[i];
    }
    return fractions;
  }

  /** Mean over the attributes that were known; NaN when nothing was. */
  public double mean() {
    return java.util.Arrays.stream(each())
        .filter(fraction -> !Double.isNaN(fraction))
        .average()
        .orElse(Double.NaN);
  }
}

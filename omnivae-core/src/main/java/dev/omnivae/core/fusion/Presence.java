package dev.omnivae.core.fusion;

import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Which components a sample has when it lacks modalities. */
final class Presence {
  // a set of modalities as a sum of powers of two is exact in float64 up to here
  private static final int MOST_MODALITIES = 52;

  private Presence() {}

  /**
   * Components with at least one available member.
   *
   * @return {@code (component, batch)} boolean; null when all samples have all modalities
   */
  static @Nullable Tensor any(Experts experts, Subsets subsets) {
    Tensor available = experts.available();
    return available == null ? null : codes(available, subsets).gt(zero(available));
  }

  /**
   * Components with at least one available member, each set of available members once: of subsets
   * that become equal only the first is there.
   *
   * @return {@code (component, batch)} boolean; null when all samples have all modalities
   */
  static @Nullable Tensor distinct(Experts experts, Subsets subsets) {
    return distinct(experts.available(), subsets);
  }

  /** The same, from {@code (modality, batch)} boolean; null when all samples have all. */
  static @Nullable Tensor distinct(@Nullable Tensor available, Subsets subsets) {
    if (available == null) {
      return null;
    }
    Tensor codes = codes(available, subsets);
    long components = subsets.components();
    Tensor before = torch.ones(new long[] {components, components}, codes.options()).tril(-1);
    Tensor same = codes.unsqueeze(1).eq(codes.unsqueeze(0)); // (component, other, batch)
    Tensor repeated = same.logical_and(before.unsqueeze(-1).gt(zero(available))).any(1);
    return codes.gt(zero(available)).logical_and(repeated.logical_not());
  }

  /**
   * Log weights of components that all count the same, among those that are there.
   *
   * @param present {@code (component, batch)} boolean; null for all. Where none is there, all are:
   *     the posterior of nothing is what the components are then, N(0, I)
   * @param like gives element type and device
   * @return {@code (component, batch)}, -inf for an absent one
   */
  static Tensor uniform(@Nullable Tensor present, int components, long batch, Tensor like) {
    if (present == null) {
      return torch.full(
          new long[] {components, batch},
          new Scalar(-Math.log((double) components)),
          like.options());
    }
    Tensor there = present.logical_or(present.any(0, true).logical_not());
    Tensor weights = there.to(like.scalar_type());
    return weights.div(weights.sum(0)).log(); // log of zero is -inf
  }

  /**
   * Log weights learned for all samples, per sample divided by their sum over the components that
   * are there.
   *
   * @param present as of {@link #uniform}
   * @param raw unnormalised log weights, {@code (component)}
   * @return {@code (component, batch)} with gradient, -inf for an absent one
   */
  static Tensor learned(@Nullable Tensor present, Tensor raw, long batch) {
    Tensor column = raw.unsqueeze(-1);
    if (present == null) {
      return column.log_softmax(0).expand(raw.size(0), batch);
    }
    Tensor there = present.logical_or(present.any(0, true).logical_not());
    Tensor none = Tensors.scalar(Double.NEGATIVE_INFINITY, raw);
    return torch.where(there, column, none).log_softmax(0);
  }

  /** As {@link #uniform} over the components with at least one available member. */
  static Tensor weights(Experts experts, Subsets subsets, Normal components) {
    return uniform(
        any(experts, subsets), subsets.components(), experts.batch().size(), components.location());
  }

  /** Each component's available members as one number: {@code (component, batch)} float64. */
  private static Tensor codes(Tensor available, Subsets subsets) {
    int modalities = Math.toIntExact(available.size(0));
    if (modalities > MOST_MODALITIES) {
      throw new IllegalArgumentException(
          "subsets of partial data must be of at most %d modalities, got %d"
              .formatted(MOST_MODALITIES, modalities));
    }
    int components = subsets.components();
    double[] powers = new double[components * modalities];
    for (int c = 0; c < components; c++) {
      for (int m : subsets.members().get(c)) {
        powers[c * modalities + m] = Math.scalb(1.0, m);
      }
    }
    Tensor members =
        Tensors.of(powers, components, modalities).to(available.device(), ScalarType.Double);
    return members.matmul(available.to(ScalarType.Double));
  }

  private static Tensor zero(Tensor like) {
    return Tensors.scalar(0, like.to(ScalarType.Double));
  }
}

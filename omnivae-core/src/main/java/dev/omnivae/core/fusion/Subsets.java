package dev.omnivae.core.fusion;

import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Which modalities each component of a posterior joins.
 *
 * @param members per component, the indices of its modalities in ascending order
 */
public record Subsets(List<List<Integer>> members) {
  public Subsets {
    members = members.stream().map(List::copyOf).toList();
  }

  /** One component that joins all. */
  public static Subsets full(int modalities) {
    List<Integer> all = new ArrayList<>();
    for (int m = 0; m < modalities; m++) {
      all.add(m);
    }
    return new Subsets(List.of(all));
  }

  /** One component per modality. */
  public static Subsets singletons(int modalities) {
    List<List<Integer>> members = new ArrayList<>();
    for (int m = 0; m < modalities; m++) {
      members.add(List.of(m));
    }
    return new Subsets(members);
  }

  /** Every non-empty subset, by binary counting. */
  public static Subsets powerset(int modalities) {
    List<List<Integer>> members = new ArrayList<>();
    for (int bits = 1; bits < 1 << modalities; bits++) {
      List<Integer> subset = new ArrayList<>();
      for (int m = 0; m < modalities; m++) {
        if ((bits >> m & 1) == 1) {
          subset.add(m);
        }
      }
      members.add(subset);
    }
    return new Subsets(members);
  }

  /** These components, then the other's. */
  public Subsets and(Subsets other) {
    List<List<Integer>> joined = new ArrayList<>(members);
    joined.addAll(other.members);
    return new Subsets(joined);
  }

  public int components() {
    return members.size();
  }

  public boolean has(int component, int modality) {
    return members.get(component).contains(modality);
  }

  /**
   * Log weights of these components, all the same, each set of available members counted once.
   *
   * @param available {@code (modality, batch)} boolean; null when all samples have all
   * @param like gives element type and device
   * @return {@code (component, batch)}, -inf for a component without any, or with the same members
   *     as one before
   */
  public Tensor logWeights(@Nullable Tensor available, long batch, Tensor like) {
    return Presence.uniform(Presence.distinct(available, this), components(), batch, like);
  }

  /**
   * Which available modalities each component joins.
   *
   * @param available as of {@link #logWeights}
   * @param like gives the device
   * @return {@code (component, modality, batch)} boolean, or {@code (component, modality, 1)} when
   *     all samples have all
   */
  public Tensor members(@Nullable Tensor available, int modalities, Tensor like) {
    byte[] in = new byte[components() * modalities];
    for (int c = 0; c < components(); c++) {
      for (int m : members.get(c)) {
        in[c * modalities + m] = 1;
      }
    }
    Tensor joined = Tensors.of(in, components(), modalities, 1).to(like.device(), ScalarType.Bool);
    return available == null ? joined : joined.logical_and(available.unsqueeze(0));
  }

  /** The components that join a modality. */
  public long[] componentsWith(int modality) {
    return components(modality, true);
  }

  /** The components that do not join a modality. */
  public long[] componentsWithout(int modality) {
    return components(modality, false);
  }

  private long[] components(int modality, boolean with) {
    long[] found = new long[components()];
    int count = 0;
    for (int c = 0; c < components(); c++) {
      if (has(c, modality) == with) {
        found[count++] = c;
      }
    }
    return Arrays.copyOf(found, count);
  }
}

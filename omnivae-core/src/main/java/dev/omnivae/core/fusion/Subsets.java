package dev.omnivae.core.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /** The components that join a modality. */
  public long[] componentsWith(int modality) {
    long[] found = new long[components()];
    int count = 0;
    for (int c = 0; c < components(); c++) {
      if (has(c, modality)) {
        found[count++] = c;
      }
    }
    return Arrays.copyOf(found, count);
  }
}

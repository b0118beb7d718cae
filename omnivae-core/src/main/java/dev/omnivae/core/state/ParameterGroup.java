package dev.omnivae.core.state;

import java.util.List;

/**
 * Ranges of the one flat tensor, chosen by path ({@code modality.svhn.*}). What is frozen is simply
 * not in the group: Adam moves a parameter whose gradient is zero.
 */
public record ParameterGroup(String name, List<Range> ranges) {
  public ParameterGroup {
    ranges = List.copyOf(ranges);
  }

  /** Number of scalars in the group. */
  public long length() {
    return ranges.stream().mapToLong(Range::length).sum();
  }
}

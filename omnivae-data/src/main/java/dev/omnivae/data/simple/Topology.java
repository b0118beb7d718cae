package dev.omnivae.data.simple;

import dev.omnivae.core.config.InputException;
import java.util.Arrays;
import java.util.List;

/**
 * Widths of the layers of a perceptron, inputs and outputs included: {@code Topology.of(784, 256,
 * 128, 2 * 8)}.
 */
public record Topology(List<Integer> widths) {
  public Topology {
    widths = List.copyOf(widths);
    if (widths.size() < 2 || widths.stream().anyMatch(width -> width < 1)) {
      throw InputException.of(
          "topology",
          "widths of at least 1, inputs and outputs at least",
          widths,
          "write Topology.of(784, 256, 128, 2 * 8)");
    }
  }

  public static Topology of(Integer... widths) {
    return new Topology(Arrays.asList(widths));
  }

  int inputs() {
    return widths.get(0);
  }

  int outputs() {
    return widths.get(widths.size() - 1);
  }

  List<Integer> hidden() {
    return widths.subList(1, widths.size() - 1);
  }
}

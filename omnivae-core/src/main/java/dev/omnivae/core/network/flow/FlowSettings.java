package dev.omnivae.core.network.flow;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.List;

/**
 * The shape of an {@link AutoregressiveFlow}.
 *
 * @param kind {@code maf} or {@code iaf}
 * @param blocks MADE blocks
 * @param hidden units of each hidden layer of a block
 * @param layers hidden layers of a block
 */
public record FlowSettings(String kind, int blocks, int hidden, int layers) {
  /** A MAF of two blocks of three layers of 128, as in the reference program of JNF. */
  public static final FlowSettings DEFAULT = new FlowSettings("maf", 2, 128, 3);

  public FlowSettings {
    List<String> kinds = List.of("maf", "iaf");
    if (!kinds.contains(kind)) {
      throw new InputException(
          "flow must be a known kind, got '%s'; %s".formatted(kind, Nearest.hint(kind, kinds)));
    }
    if (blocks < 1 || hidden < 1 || layers < 1) {
      throw InputException.of(
          "blocks, hidden and layers of a flow",
          "at least 1",
          blocks + ", " + hidden + " and " + layers,
          "write blocks: 2, hidden: 128, layers: 3");
    }
  }
}

package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Subsets;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * How many draws each component has. All components are drawn as often as the greediest; surplus
 * draws of the others weigh nothing, so that one formula serves all.
 */
public final class DrawCounts {
  private final long[] counts;

  private DrawCounts(long[] counts) {
    this.counts = counts;
  }

  /** One count per component. */
  public static DrawCounts of(long... counts) {
    return new DrawCounts(counts.clone());
  }

  /**
   * Counts per modality from a recipe: a number, or a mapping from modality to number (1 where not
   * named).
   *
   * @param path where it stands, for errors
   * @throws InputException when a count is not a whole number of at least 1, or a modality is
   *     unknown
   */
  public static DrawCounts read(JsonNode node, String path, List<String> modalities) {
    long[] counts = new long[modalities.size()];
    if (node.isObject()) {
      Arrays.fill(counts, 1);
      node.properties()
          .forEach(
              entry -> {
                int index = modalities.indexOf(entry.getKey());
                if (index < 0) {
                  throw new InputException(
                      "%s must name modalities, got '%s'; %s"
                          .formatted(
                              path, entry.getKey(), Nearest.hint(entry.getKey(), modalities)));
                }
                counts[index] = count(entry.getValue(), path + "." + entry.getKey());
              });
    } else {
      Arrays.fill(counts, count(node, path));
    }
    return new DrawCounts(counts);
  }

  private static long count(JsonNode node, String path) {
    if (!node.canConvertToExactIntegral() || node.longValue() < 1) {
      throw InputException.of(
          path, "a whole number of at least 1", node, "write 1, or more for a tighter bound");
    }
    return node.longValue();
  }

  /** These counts, given per modality, per component: the most any of its members has. */
  public DrawCounts of(Subsets subsets) {
    return new DrawCounts(
        subsets.members().stream()
            .mapToLong(members -> members.stream().mapToLong(m -> counts[m]).max().orElseThrow())
            .toArray());
  }

  /** How often to draw. */
  public long max() {
    return Arrays.stream(counts).max().orElseThrow();
  }

  private boolean equal() {
    return Arrays.stream(counts).distinct().count() == 1;
  }

  /**
   * Log weight of each draw: {@code -log K_r} for k below K_r, -inf from there.
   *
   * @return {@code (draw, component, 1)}, or a scalar when all counts are equal
   */
  public Tensor logWeights(Tensor like) {
    if (equal()) {
      return Tensors.scalar(-Math.log((double) max()), like);
    }
    int components = counts.length;
    double[] log = new double[Math.toIntExact(max()) * components];
    for (int i = 0; i < log.length; i++) {
      long count = counts[i % components];
      log[i] = i / components < count ? -Math.log((double) count) : Double.NEGATIVE_INFINITY;
    }
    return Tensors.of(log, max(), components, 1).to(like.device(), like.scalar_type());
  }

  /**
   * Mean over the draws each component has.
   *
   * @param values {@code (draw, component, batch)}
   * @return {@code (component, batch)}
   */
  public Tensor mean(Tensor values) {
    if (max() == 1) {
      return values.squeeze(0);
    }
    if (equal()) {
      return values.mean(0);
    }
    Tensor log = logWeights(values);
    Tensor weighted = values.mul(log.exp());
    return Tensors.masked(weighted, Bounds.present(log)).sum(0);
  }

  @Override
  public String toString() {
    return Arrays.toString(counts);
  }
}

package dev.omnivae.eval.metric;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.eval.Bootstrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Which samples' generated modalities show the right class, of every subset given and every target;
 * and the cross coherences they come to when samples count as often as weights say.
 */
final class Verdicts implements Bootstrap.Statistics {
  private static final byte UNASKED = 2;

  private final int samples;
  private final long[] labels;
  private final Map<Set<String>, Map<String, byte[]>> verdicts = new LinkedHashMap<>();

  Verdicts(int samples) {
    this.samples = samples;
    this.labels = new long[samples];
  }

  /**
   * Takes verdicts in.
   *
   * @param places of the samples
   * @param shown classes of what was generated
   * @param right their labels
   */
  void add(Set<String> given, String target, int[] places, long[] shown, long[] right) {
    byte[] column =
        verdicts
            .computeIfAbsent(given, g -> new LinkedHashMap<>())
            .computeIfAbsent(
                target,
                t -> {
                  byte[] fresh = new byte[samples];
                  Arrays.fill(fresh, UNASKED);
                  return fresh;
                });
    for (int i = 0; i < places.length; i++) {
      column[places[i]] = (byte) (shown[i] == right[i] ? 1 : 0);
      labels[places[i]] = right[i];
    }
  }

  boolean isEmpty() {
    return verdicts.isEmpty();
  }

  /**
   * Keys of what {@link #of} computes, in its order.
   *
   * @param suffix of each, before {@code .macro}
   */
  List<String> keys(String suffix) {
    List<String> keys = new ArrayList<>();
    verdicts.forEach(
        (given, targets) ->
            targets
                .keySet()
                .forEach(
                    target -> {
                      String pair = String.join("+", given) + "->" + target;
                      String key = "coherence.cross." + pair + suffix;
                      keys.add(key);
                      keys.add(key + ".macro");
                    }));
    sizes().forEach(size -> keys.add("coherence.given." + size + suffix));
    return keys;
  }

  private List<Integer> sizes() {
    return verdicts.keySet().stream().map(Set::size).distinct().sorted().toList();
  }

  @Override
  public Tensor of(Tensor weights) {
    int classes = Math.toIntExact(Arrays.stream(labels).max().orElse(0)) + 1;
    Tensor classOf =
        torch.one_hot(Tensors.of(labels, samples), classes).to(ScalarType.Float); // (sample, class)
    List<Tensor> columns = new ArrayList<>();
    Map<Integer, List<Tensor>> bySize = new TreeMap<>();
    verdicts.forEach(
        (given, targets) -> {
          List<Tensor> micros = new ArrayList<>();
          targets.values().forEach(column -> micros.add(add(columns, column, classOf, weights)));
          bySize.computeIfAbsent(given.size(), size -> new ArrayList<>()).add(mean(micros));
        });
    bySize.values().forEach(means -> columns.add(mean(means)));
    return Tensors.stack(columns, 1);
  }

  /** Adds micro and macro average of one column, {@code (replicate)} each, and gives the first. */
  private Tensor add(List<Tensor> columns, byte[] column, Tensor classOf, Tensor weights) {
    Tensor verdict = Tensors.of(column, samples, 1); // uint8
    // counts below 2^24 are exact in float32, whatever the weights
    Tensor right = weights.mm(classOf.mul(verdict.eq(scalar(1)))).to(ScalarType.Double);
    Tensor asked = weights.mm(classOf.mul(verdict.ne(scalar(UNASKED)))).to(ScalarType.Double);
    Tensor micro = right.sum(1).div(asked.sum(1));
    Tensor seen = asked.gt(scalar(0)); // (replicate, class)
    Tensor share = Tensors.masked(right.div(asked), seen);
    columns.add(micro);
    columns.add(share.sum(1).div(seen.sum(1)));
    return micro;
  }

  private static Scalar scalar(long value) {
    return new Scalar(value);
  }

  private static Tensor mean(List<Tensor> tensors) {
    return Tensors.mean(Tensors.stack(tensors, 0), 0);
  }
}

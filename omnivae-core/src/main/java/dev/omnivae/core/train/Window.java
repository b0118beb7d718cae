package dev.omnivae.core.train;

import dev.omnivae.core.config.RunException;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What the steps since the last logged one measured. Values stay on the device, a row a step, until
 * they are read together; so a step waits for nothing. Means do not depend on when they were read.
 */
final class Window {
  private static final int ROWS = 64;

  private final Map<String, Mean> means = new LinkedHashMap<>();
  private final List<Long> steps = new ArrayList<>();
  private List<String> names = List.of();
  private @Nullable Tensor rows;

  /** A sum in the order of steps, so that it is the same in a resumed run. */
  record Mean(double sum, long count) {
    double value() {
      return sum / count;
    }
  }

  /** Adds a step; nothing is read. */
  void add(long step, Means measured) {
    if (!names.equals(measured.names()) || steps.size() == ROWS) {
      read();
      names = measured.names();
    }
    Tensor target = rows;
    long width = names.size();
    if (target == null || target.size(1) != width) {
      if (target != null) {
        target.close();
      }
      target = torch.zeros(new long[] {ROWS, width}, measured.values().options());
      target.retainReference(); // outlives the step's scope; close() frees it
      rows = target;
    }
    try (NoGrad off = NoGrad.open()) {
      target.select(0, steps.size()).copy_(measured.values());
    }
    steps.add(step);
  }

  /**
   * Reads what is still on the device.
   *
   * @throws RunException naming the first step and term that is not finite
   */
  void read() {
    Tensor source = rows;
    if (steps.isEmpty() || source == null) {
      return;
    }
    double[] values;
    try (Scope scope = Scope.open()) {
      values = Tensors.doubles(source.narrow(0, 0, steps.size()));
    }
    for (int row = 0; row < steps.size(); row++) {
      check(values, row);
      for (int column = 0; column < names.size(); column++) {
        double value = values[row * names.size() + column];
        Mean before = means.getOrDefault(names.get(column), new Mean(0, 0));
        means.put(names.get(column), new Mean(before.sum() + value, before.count() + 1));
      }
    }
    steps.clear();
  }

  /** A term that is not finite is named before the loss and the bound that it spoilt. */
  private void check(double[] values, int row) {
    List<String> suspects = new ArrayList<>(names);
    suspects.removeIf(name -> name.startsWith(Updates.LOG));
    suspects.sort(Comparator.comparing(name -> !name.startsWith(Updates.TERMS)));
    for (String name : suspects) {
      double value = values[row * names.size() + names.indexOf(name)];
      if (!Double.isFinite(value)) {
        throw new RunException(
            "%s must be finite, got %s at step %d; lower the learning rate or set training.clip"
                .formatted(shown(name), value, steps.get(row) + 1));
      }
    }
  }

  private static String shown(String name) {
    return name.startsWith(Updates.TERMS)
        ? "term '" + name.substring(Updates.TERMS.length()) + "'"
        : "'" + name + "'";
  }

  /** Means since the last call of {@link #clear}, by name. */
  Map<String, Double> means() {
    read();
    Map<String, Double> values = new LinkedHashMap<>();
    means.forEach((name, mean) -> values.put(name, mean.value()));
    return values;
  }

  boolean isEmpty() {
    return steps.isEmpty() && means.isEmpty();
  }

  void clear() {
    means.clear();
  }

  /** What to save and, in {@link #restore}, to go on from. */
  Map<String, Mean> saved() {
    read();
    return new LinkedHashMap<>(means);
  }

  void restore(Map<String, Mean> saved) {
    means.clear();
    means.putAll(saved);
  }

  void close() {
    if (rows != null) {
      rows.close();
    }
    rows = null;
    steps.clear();
  }
}

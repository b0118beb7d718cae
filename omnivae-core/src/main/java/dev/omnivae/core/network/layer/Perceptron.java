package dev.omnivae.core.network.layer;

import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;

/** Linear layers with an activation between: {@code fc1}, {@code fc2}, ..., {@code out}. */
public final class Perceptron {
  private Perceptron() {}

  /**
   * Hidden layers alone, an activation after each: {@code (..., in)} to {@code (..., last width)}.
   *
   * @param widths of the layers; empty for the identity
   */
  public static Layer hidden(
      Parameters parameters, long in, List<Integer> widths, Activation activation) {
    List<Layer> layers = new ArrayList<>();
    long width = in;
    for (int i = 0; i < widths.size(); i++) {
      int next = widths.get(i);
      layers.add(new Linear(parameters.child("fc" + (i + 1)), width, next));
      layers.add(activation);
      width = next;
    }
    return Layer.sequence(layers);
  }

  /** Hidden layers and a linear output: {@code (..., in)} to {@code (..., out)}. */
  public static Layer of(
      Parameters parameters, long in, List<Integer> widths, long out, Activation activation) {
    long last = widths.isEmpty() ? in : widths.get(widths.size() - 1);
    return Layer.sequence(
        List.of(
            hidden(parameters, in, widths, activation),
            new Linear(parameters.child("out"), last, out)));
  }
}

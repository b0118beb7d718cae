package dev.omnivae.core.network.recurrent;

import dev.omnivae.core.network.layer.Layer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Recurrences made of others. */
public final class Recurrences {
  private Recurrences() {}

  /** A layer on every place alone. */
  public static Recurrence pointwise(Layer layer, long width) {
    return new Pointwise(layer, width);
  }

  /** One after the other. */
  public static Recurrence stack(List<? extends Recurrence> layers) {
    return new Stack(List.copyOf(layers));
  }

  /** {@code x + f(x)}. */
  public static Recurrence residual(Recurrence f) {
    return new Residual(f);
  }

  private record Pointwise(Layer layer, long width) implements Recurrence {
    @Override
    public Tensor forward(Tensor inputs) {
      return layer.forward(inputs);
    }

    @Override
    public List<Tensor> start(Tensor like, long rows) {
      return List.of();
    }

    @Override
    public Step step(Tensor input, List<Tensor> state) {
      return new Step(layer.forward(input), state);
    }

    @Override
    public int states() {
      return 0;
    }
  }

  private record Residual(Recurrence f) implements Recurrence {
    @Override
    public Tensor forward(Tensor inputs) {
      return inputs.add(f.forward(inputs));
    }

    @Override
    public List<Tensor> start(Tensor like, long rows) {
      return f.start(like, rows);
    }

    @Override
    public Step step(Tensor input, List<Tensor> state) {
      Step step = f.step(input, state);
      return new Step(input.add(step.output()), step.state());
    }

    @Override
    public int states() {
      return f.states();
    }

    @Override
    public long width() {
      return f.width();
    }
  }

  private record Stack(List<Recurrence> layers) implements Recurrence {
    @Override
    public Tensor forward(Tensor inputs) {
      Tensor x = inputs;
      for (Recurrence layer : layers) {
        x = layer.forward(x);
      }
      return x;
    }

    @Override
    public List<Tensor> start(Tensor like, long rows) {
      List<Tensor> state = new ArrayList<>();
      layers.forEach(layer -> state.addAll(layer.start(like, rows)));
      return state;
    }

    @Override
    public Step step(Tensor input, List<Tensor> state) {
      Tensor x = input;
      List<Tensor> next = new ArrayList<>();
      for (Recurrence layer : layers) {
        int from = next.size();
        Step step = layer.step(x, state.subList(from, from + layer.states()));
        x = step.output();
        next.addAll(step.state());
      }
      return new Step(x, next);
    }

    @Override
    public int states() {
      return layers.stream().mapToInt(Recurrence::states).sum();
    }

    @Override
    public long width() {
      return layers.get(layers.size() - 1).width();
    }
  }
}

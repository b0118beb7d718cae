package dev.omnivae.core.network;

import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Activation;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Scalars that steer every encoder and decoder, through a perceptron of each one's own: {@code
 * condition: [width_px, height_px]}. Its output is concatenated to the features before an encoder's
 * heads, and to the code before a decoder, so that every network takes conditions without knowing
 * of them.
 *
 * <p>Default size as the published five-component system: k-128-256, GELU between.
 */
public final class Conditioner {
  private final long[] columns;
  private final long width;
  private final Layer network;

  /**
   * Declares it.
   *
   * @param columns which columns of a batch's conditions it sees
   * @param hidden width of its hidden layer
   * @param width of its output
   */
  public Conditioner(Parameters parameters, long[] columns, long hidden, long width) {
    this.columns = columns.clone();
    this.width = width;
    this.network =
        Layer.sequence(
            List.of(
                new Linear(parameters.child("fc1"), columns.length, hidden),
                Activation.GELU,
                new Linear(parameters.child("fc2"), hidden, width)));
  }

  /** Number of values it adds. */
  public long width() {
    return width;
  }

  /**
   * The values of a condition beside what they are concatenated to.
   *
   * @param values {@code (..., batch, n)}
   * @param condition {@code (batch, condition)}, all columns of the data set
   * @return {@code (..., batch, n + width())}
   */
  public Tensor join(Tensor values, @Nullable Tensor condition) {
    if (condition == null) {
      throw new IllegalArgumentException(
          "conditions must be given to a model that was trained with them, got none");
    }
    Tensor index = Tensors.of(columns, columns.length).to(condition.device(), ScalarType.Long);
    Tensor embedded = network.forward(condition.index_select(1, index)); // (batch, width)
    long[] shape = Tensors.shape(values);
    shape[shape.length - 1] = width;
    return Tensors.cat(List.of(values, embedded.expand(shape)), -1);
  }
}

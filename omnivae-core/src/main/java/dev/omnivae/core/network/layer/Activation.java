package dev.omnivae.core.network.layer;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Element-wise functions between layers, by their names in a recipe. */
public enum Activation implements Layer {
  IDENTITY(x -> x),
  SIGMOID(Tensor::sigmoid),
  TANH(Tensor::tanh),
  RELU(Tensor::relu),
  LEAKY_RELU(torch::leaky_relu),
  ELU(torch::elu),
  SELU(torch::selu),
  SOFTPLUS(torch::softplus),
  GELU(torch::gelu),
  SWISH(torch::silu);

  @SuppressWarnings("ImmutableEnumChecker") // a stateless function
  private final Layer function;

  Activation(Layer function) {
    this.function = function;
  }

  @Override
  public Tensor forward(Tensor x) {
    return function.forward(x);
  }

  @Override
  public boolean follows() {
    return true;
  }

  /** As a recipe writes it: {@code leaky-relu}. */
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /**
   * By its name in a recipe.
   *
   * @throws InputException naming the nearest
   */
  public static Activation of(String key) {
    List<String> keys = Arrays.stream(values()).map(Activation::key).toList();
    return Arrays.stream(values())
        .filter(a -> a.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "activation must be a known name, got '%s'; %s"
                        .formatted(key, Nearest.hint(key, keys))));
  }
}

package dev.omnivae.core.state;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Parameters of a store, chosen by path ({@code modality.svhn.*}). What is frozen is simply not in
 * the group: Adam moves a parameter whose gradient is zero.
 */
public record ParameterGroup(String name, List<Parameter> parameters) {
  public ParameterGroup {
    parameters = List.copyOf(parameters);
  }

  /** Number of scalars in the group. */
  public long length() {
    return parameters.stream().mapToLong(Parameter::length).sum();
  }

  /** The leaves, in the order of {@link #takeGradients}. */
  public List<Tensor> tensors() {
    return parameters.stream().map(Parameter::tensor).toList();
  }

  /** The gradient of every parameter, which then has none: {@link Parameter#takeGradient}. */
  public List<Tensor> takeGradients() {
    return parameters.stream().map(Parameter::takeGradient).toList();
  }
}

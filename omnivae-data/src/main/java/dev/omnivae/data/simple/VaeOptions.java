package dev.omnivae.data.simple;

import dev.omnivae.core.network.Corruption;
import dev.omnivae.core.state.FirstValues;

/**
 * How a {@link Vae} is built and trained. Names are those of a recipe, where they are explained
 * (docs/recipes.md, docs/training.md); a wrong one is refused when the VAE is built.
 *
 * @param seed of first values, order of samples, noise
 * @param activation between layers
 * @param initial what layers start from
 * @param optimizer its name
 * @param learningRate of it
 * @param likelihood {@code bernoulli} for values in [0, 1]; {@code normal} or {@code laplace}
 * @param scale of a normal or Laplace likelihood
 * @param beta factor of the KL
 * @param corruption what the encoder is shown in training in place of the data
 */
public record VaeOptions(
    long seed,
    String activation,
    FirstValues initial,
    String optimizer,
    double learningRate,
    String likelihood,
    double scale,
    double beta,
    Corruption corruption) {
  /** The teaching system's: seed 42, ReLU, Adam 1e-3, pixels. */
  public static final VaeOptions DEFAULT =
      new VaeOptions(
          42, "relu", FirstValues.DEFAULT, "adam", 1e-3, "bernoulli", 0.75, 1, Corruption.NONE);

  public VaeOptions withSeed(long value) {
    return new VaeOptions(
        value, activation, initial, optimizer, learningRate, likelihood, scale, beta, corruption);
  }

  public VaeOptions withActivation(String name) {
    return new VaeOptions(
        seed, name, initial, optimizer, learningRate, likelihood, scale, beta, corruption);
  }

  public VaeOptions withInitial(String weights, String biases) {
    return new VaeOptions(
        seed,
        activation,
        new FirstValues(weights, biases),
        optimizer,
        learningRate,
        likelihood,
        scale,
        beta,
        corruption);
  }

  public VaeOptions withOptimizer(String name, double rate) {
    return new VaeOptions(
        seed, activation, initial, name, rate, likelihood, scale, beta, corruption);
  }

  public VaeOptions withLikelihood(String name, double scaled) {
    return new VaeOptions(
        seed, activation, initial, optimizer, learningRate, name, scaled, beta, corruption);
  }

  public VaeOptions withBeta(double factor) {
    return new VaeOptions(
        seed, activation, initial, optimizer, learningRate, likelihood, scale, factor, corruption);
  }

  /** A denoising autoencoder: {@code gaussian}, {@code masking} or {@code salt-and-pepper}. */
  public VaeOptions withCorruption(String kind, double level) {
    return new VaeOptions(
        seed,
        activation,
        initial,
        optimizer,
        learningRate,
        likelihood,
        scale,
        beta,
        new Corruption(kind, level));
  }
}

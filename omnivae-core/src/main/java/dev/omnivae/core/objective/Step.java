package dev.omnivae.core.objective;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import java.util.IdentityHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Everything an objective is given: model, its moving average, batch, randomness, clock. Experts
 * are computed once and shared by all objectives of the step.
 *
 * @param <M> the model
 */
public final class Step<M extends Model> {
  private final M model;
  private final @Nullable M average;
  private final Batch batch;
  private final Noise noise;
  private final Clock clock;
  private final boolean training;
  private final Map<Model, Experts> experts;

  public Step(
      M model, @Nullable M average, Batch batch, Noise noise, Clock clock, boolean training) {
    this(model, average, batch, noise, clock, training, new IdentityHashMap<>());
  }

  private Step(
      M model,
      @Nullable M average,
      Batch batch,
      Noise noise,
      Clock clock,
      boolean training,
      Map<Model, Experts> experts) {
    this.model = model;
    this.average = average;
    this.batch = batch;
    this.noise = training ? noise.inTraining() : noise;
    this.clock = clock;
    this.training = training;
    this.experts = experts;
  }

  public M model() {
    return model;
  }

  /** The moving average of the weights as a second instance; null when the recipe keeps none. */
  public @Nullable M average() {
    return average;
  }

  public Batch batch() {
    return batch;
  }

  /** Of a training step where {@link #training()} is true. */
  public Noise noise() {
    return noise;
  }

  public Clock clock() {
    return clock;
  }

  public boolean training() {
    return training;
  }

  /** The same step on a part of the model, its noise a stream of that name; experts stay shared. */
  public <N extends Model> Step<N> on(N part, String name) {
    return new Step<>(part, null, batch, noise.stream(name), clock, training, experts);
  }

  /** The same step with noise of its own, so that two objectives of one step draw independently. */
  public Step<M> stream(String name) {
    return new Step<>(model, average, batch, noise.stream(name), clock, training, experts);
  }

  /**
   * The step on the multimodal VAE inside the model.
   *
   * @throws InputException when there is none
   */
  public Step<MultimodalVae> multimodal() {
    MultimodalVae inner =
        model
            .multimodal()
            .orElseThrow(
                () ->
                    new InputException(
                        "this objective must train a model with experts, got "
                            + model.getClass().getSimpleName()
                            + "; choose another objective or model.kind"));
    return new Step<>(inner, null, batch, noise, clock, training, experts);
  }

  /** What the encoders of a multimodal VAE made of the batch. */
  public Experts experts() {
    if (!(model instanceof MultimodalVae vae)) {
      throw new IllegalStateException("experts belong to a MultimodalVae; use multimodal() first");
    }
    Experts found = experts.get(model);
    if (found == null) {
      found = vae.encode(batch, noise.stream("experts"));
      experts.put(model, found);
    }
    return found;
  }

  /** Means of a decoder for one draw of codes: {@code (component, batch, ...)}. */
  Tensor decoded(String modality, Latents codes) {
    return model
        .decode(modality, codes, batch.conditions(), noise.stream("decode"))
        .mean()
        .squeeze(0);
  }
}

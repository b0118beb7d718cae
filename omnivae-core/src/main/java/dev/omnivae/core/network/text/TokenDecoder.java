package dev.omnivae.core.network.text;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.network.recurrent.Recurrence;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Writes a text from left to right, the code beside every token it reads.
 *
 * <pre>{@code h_t = recurrence([e(x_{t-1}), z], h_{t-1})      logits of x_t = W h_t + b}</pre>
 *
 * <p>x_0 is bos. The recurrence takes inputs of {@code embedding + code} numbers.
 */
final class TokenDecoder implements Decoder, StepwiseDecoder {
  private final Vocabulary vocabulary;
  private final long length;
  private final Likelihood likelihood;
  private final Layer embedding;
  private final Recurrence recurrence;
  private final Linear out;
  private final Teaching teaching;

  /**
   * Declares the last layer.
   *
   * @param context of the decoder
   */
  TokenDecoder(NetworkContext context, Layer embedding, Recurrence recurrence, Teaching teaching) {
    Modality modality = context.modality();
    this.vocabulary = Objects.requireNonNull(modality.vocabulary());
    this.length = modality.elements();
    this.likelihood = context.likelihood();
    this.embedding = embedding;
    this.recurrence = recurrence;
    this.teaching = teaching;
    this.out = new Linear(context.parameters().child("out"), recurrence.width(), vocabulary.size());
  }

  @Override
  public Distribution decode(Tensor z, @Nullable Tensor condition, Noise noise) {
    return new TokenDistribution(this, z, noise, false);
  }

  /**
   * Of all places at once.
   *
   * @param previous what is read at each place: int64 {@code (row, token)}, bos first
   * @param z {@code (row, code)}
   * @return {@code (row, token, vocabulary)}
   */
  Tensor logits(Tensor previous, Tensor z) {
    Tensor read = embedding.forward(previous); // (row, token, embedding)
    Tensor beside = z.unsqueeze(1).expand(z.size(0), previous.size(1), z.size(1));
    return out.forward(recurrence.forward(Tensors.cat(List.of(read, beside), -1)));
  }

  @Override
  public List<Tensor> start(Tensor z) {
    List<Tensor> state = new ArrayList<>();
    state.add(z);
    state.addAll(recurrence.start(z, z.size(0)));
    return state;
  }

  @Override
  public Next next(Tensor previous, List<Tensor> state) {
    Tensor z = state.get(0);
    Tensor read = Tensors.cat(List.of(embedding.forward(previous), z), -1);
    Recurrence.Step step = recurrence.step(read, state.subList(1, state.size()));
    List<Tensor> next = new ArrayList<>();
    next.add(z);
    next.addAll(step.state());
    return new Next(out.forward(step.output()), next);
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The most tokens of a text. */
  long length() {
    return length;
  }

  Likelihood likelihood() {
    return likelihood;
  }

  Teaching teaching() {
    return teaching;
  }
}

package dev.omnivae.core.network.text;

import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Shows a decoder the words before each place: those of the text, or in training as {@link
 * Teaching} says. Draws nothing outside of training; the same for one noise however often it is
 * asked.
 */
final class Teacher {
  private final TokenDecoder decoder;
  private final Vocabulary vocabulary;
  private final Noise noise;

  Teacher(TokenDecoder decoder, Noise noise) {
    this.decoder = decoder;
    this.vocabulary = decoder.vocabulary();
    this.noise = noise;
  }

  /**
   * What the decoder says of each place.
   *
   * @param ids int64 {@code (row, token)}
   * @param known boolean; what is not known is not shown
   * @param z {@code (row, code)}
   * @return {@code (row, token, vocabulary)}
   */
  Tensor logits(Tensor ids, Tensor known, Tensor z) {
    Teaching teaching = decoder.teaching();
    Tensor shown = torch.where(known, ids, Tokens.full(vocabulary.unknown(), ids));
    if (!noise.training()) {
      return forced(shown, z);
    }
    Tensor dropped = drawn("word_dropout", teaching.wordDropout(), z, ids);
    if (teaching.forcing() < 1) {
      return alone(shown, drawn("teacher_forcing", teaching.forcing(), z, ids), dropped, z);
    }
    return forced(without(shown, dropped), z);
  }

  private Tensor forced(Tensor shown, Tensor z) {
    Tensor bos = Tokens.full(vocabulary.bos(), shown, shown.size(0), 1);
    Tensor before = shown.narrow(1, 0, shown.size(1) - 1);
    return decoder.logits(Tensors.cat(List.of(bos, before), 1), z);
  }

  /** Step by step, reading its own last word where the teacher says nothing. */
  private Tensor alone(Tensor shown, Tensor forced, Tensor dropped, Tensor z) {
    Tensor allowed = Tokens.allowed(vocabulary, z);
    Tensor previous = Tokens.full(vocabulary.bos(), shown, shown.size(0));
    List<Tensor> state = decoder.start(z);
    List<Tensor> logits = new ArrayList<>();
    for (long t = 0; t < shown.size(1); t++) {
      StepwiseDecoder.Next next = decoder.next(previous, state);
      logits.add(next.logits());
      state = next.state();
      Tensor own = Tokens.only(allowed, next.logits().detach()).argmax(new LongOptional(-1), false);
      previous =
          without(torch.where(forced.select(1, t), shown.select(1, t), own), dropped.select(1, t));
    }
    return Tensors.stack(logits, 1);
  }

  private Tensor without(Tensor ids, Tensor dropped) {
    return torch.where(dropped, Tokens.full(vocabulary.unknown(), ids), ids);
  }

  /** True with that probability: {@code (row, token)}. */
  private Tensor drawn(String what, double probability, Tensor z, Tensor ids) {
    Tensor u = noise.stream(what).uniform(z, ids.size(0), ids.size(1));
    return u.lt(Tensors.scalar(probability, u));
  }
}

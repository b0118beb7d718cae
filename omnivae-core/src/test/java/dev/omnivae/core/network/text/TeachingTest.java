package dev.omnivae.core.network.text;

import static dev.omnivae.core.network.text.TextPair.ABBA;
import static dev.omnivae.core.network.text.TextPair.CODE;
import static dev.omnivae.core.network.text.TextPair.LENGTH;
import static dev.omnivae.core.network.text.TextPair.LETTERS;
import static dev.omnivae.core.network.text.TextPair.PLAIN;
import static dev.omnivae.core.network.text.TextPair.codes;
import static dev.omnivae.core.network.text.TextPair.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.OnEngine;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** What a decoder is shown of a text in training. */
@OnEngine
class TeachingTest {
  @Test
  void wordsAreDroppedInTrainingAlone() {
    TextPair plain = TextPair.small("gru", "");
    TextPair dropping = TextPair.small("gru", "'word_dropout': 1.0");
    Tensor x = ids(ABBA);
    Tensor z = codes(1);

    double evaluated = Tensors.item(dropping.of(z, PLAIN).logProb(x));
    double trained = Tensors.item(dropping.of(z, PLAIN.inTraining()).logProb(x));

    assertThat(evaluated).isCloseTo(Tensors.item(plain.of(z, PLAIN).logProb(x)), within(1e-12));
    // all dropped: every word is said after unknown words
    TokenDecoder steps = (TokenDecoder) dropping.decoder();
    double expected = 0;
    List<Tensor> state = steps.start(z);
    for (int t = 0; t < LENGTH; t++) {
      long last = t == 0 ? LETTERS.bos() : LETTERS.unknown();
      StepwiseDecoder.Next next = steps.next(Tensors.of(new long[] {last}, 1), state);
      state = next.state();
      expected += Tensors.doubles(next.logits().log_softmax(-1))[(int) ABBA[t]];
    }
    assertThat(trained).isCloseTo(expected, within(1e-11));
  }

  @Test
  void aDecoderWithoutATeacherReadsWhatItWouldHaveWritten() {
    TextPair alone = TextPair.small("lstm", "'teacher_forcing': 0.0");
    Tensor x = ids(ABBA);
    Tensor z = codes(1);

    double trained = Tensors.item(alone.of(z, PLAIN.inTraining()).logProb(x));

    TokenDecoder steps = (TokenDecoder) alone.decoder();
    double expected = 0;
    List<Tensor> state = steps.start(z);
    long last = LETTERS.bos();
    for (int t = 0; t < LENGTH; t++) {
      StepwiseDecoder.Next next = steps.next(Tensors.of(new long[] {last}, 1), state);
      state = next.state();
      expected += Tensors.doubles(next.logits().log_softmax(-1))[(int) ABBA[t]];
      double[] logits = Tensors.doubles(next.logits());
      last = LETTERS.eos();
      for (int id = 4; id < LETTERS.size(); id++) {
        last = logits[id] > logits[(int) last] ? id : last;
      }
    }
    assertThat(trained).isCloseTo(expected, within(1e-11));
    assertThat(Tensors.item(alone.of(z, PLAIN).logProb(x)))
        .isCloseTo(alone.log(z, ABBA), within(1e-11));
  }

  @Test
  void someWordsAreDroppedAndTheSameOnesWheneverAsked() {
    TextPair half = TextPair.small("gru", "'word_dropout': 0.5, 'teacher_forcing': 0.5");
    Tensor x = ids(ABBA);
    Tensor z = codes(1).expand(new long[] {200, CODE});
    Noise noise = PLAIN.inTraining().stream("decode");
    assertThat(noise.training()).isTrue();

    Distribution p = half.of(z, noise);
    double[] first = Tensors.doubles(p.logProb(x));

    assertThat(Tensors.doubles(p.logProb(x))).containsExactly(first);
    assertThat(Arrays.stream(first).distinct().count()).isGreaterThan(10);
  }
}

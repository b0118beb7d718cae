package dev.omnivae.core.network.text;

import static dev.omnivae.core.network.text.TextPair.ABBA;
import static dev.omnivae.core.network.text.TextPair.C;
import static dev.omnivae.core.network.text.TextPair.CODE;
import static dev.omnivae.core.network.text.TextPair.LENGTH;
import static dev.omnivae.core.network.text.TextPair.LETTERS;
import static dev.omnivae.core.network.text.TextPair.PLAIN;
import static dev.omnivae.core.network.text.TextPair.codes;
import static dev.omnivae.core.network.text.TextPair.ids;
import static dev.omnivae.core.network.text.TextPair.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.OnEngine;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
class TextNetworksTest {
  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "xlstm"})
  void logProbIsThatOfTheTextWordByWordForEveryDrawAndComponent(String name) {
    TextPair pair = TextPair.small(name, "");
    Tensor x = ids(ABBA, C);
    Tensor z = codes(3, 2, 2); // (draw, component, batch, code)

    Tensor log = pair.of(z, PLAIN).logProb(x, known(x));

    assertThat(Tensors.shape(log)).containsExactly(3, 2, 2);
    for (long k = 0; k < 3; k++) {
      for (long c = 0; c < 2; c++) {
        double[] got = Tensors.doubles(log.select(0, k).select(0, c));
        Tensor code = z.select(0, k).select(0, c);
        assertThat(got[0]).isCloseTo(pair.log(code.select(0, 0), ABBA), within(1e-11));
        assertThat(got[1]).isCloseTo(pair.log(code.select(0, 1), C), within(1e-11));
      }
    }
    // padding adds nothing whether a mask says so or not, and one code may have many texts
    assertThat(Tensors.item(pair.of(z, PLAIN).logProb(x).sub(log).abs().max())).isLessThan(1e-12);
    Tensor many = x.unsqueeze(0).expand(new long[] {4, 2, LENGTH});
    assertThat(Tensors.shape(pair.of(codes(2), PLAIN).logProb(many, known(many))))
        .containsExactly(4, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "xlstm"})
  void likeliestIsWhatHasTheGreatestProbabilityAfterTheTextItself(String name) {
    TextPair pair = TextPair.small(name, "");
    Tensor x = ids(ABBA, C);
    Tensor z = codes(2, 2); // (draw, batch, code)

    Tensor likeliest = ((TextDistribution) pair.of(z, PLAIN)).likeliest(x, known(x));

    assertThat(Tensors.shape(likeliest)).containsExactly(2, 2, LENGTH);
    for (int k = 0; k < 2; k++) {
      for (int b = 0; b < 2; b++) {
        long[] text = b == 0 ? ABBA : C;
        long[] got = Tensors.longs(likeliest.select(0, k).select(0, b));
        for (int t = 0; t < text.length; t++) {
          long best = 0;
          long[] tried = Arrays.copyOf(text, t + 1);
          double most = Double.NEGATIVE_INFINITY;
          for (long id = 0; id < LETTERS.size(); id++) {
            tried[t] = id;
            double log = pair.log(z.select(0, k).select(0, b), tried);
            best = log > most ? id : best;
            most = Math.max(log, most);
          }
          assertThat(got[t]).isEqualTo(best);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "xlstm"})
  void probabilitiesOfAllTextsOfOnePlaceSumToOne(String name) {
    TextPair pair = TextPair.small(name, "");
    Tensor z = codes(1);
    double total = 0;
    for (long id = 0; id < LETTERS.size(); id++) {
      Tensor x = ids(new long[] {id});
      Tensor first = known(ids(new long[] {4})); // the first place alone
      total += Math.exp(Tensors.item(pair.of(z, PLAIN).logProb(x, first)));
    }
    assertThat(total).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "xlstm"})
  void featuresAreThoseOfTheTextWithoutItsPadding(String name) {
    TextPair pair = TextPair.small(name, "");

    Tensor together = pair.trunk().forward(ids(ABBA, C, new long[0]));
    Tensor alone = pair.trunk().forward(Tensors.of(C, 1, 2));

    assertThat(Tensors.shape(together)).containsExactly(3, pair.trunk().width());
    assertThat(Tensors.doubles(together.select(0, 1)))
        .containsExactly(Tensors.doubles(alone), Offset.offset(1e-12));
    // nor does an absent text, all padding, break anything
    assertThat(Tensors.item(together.isfinite().all().to(ScalarType.Double))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "xlstm"})
  void everyTokenAndEveryCodeReachesTheDecoder(String name) {
    TextPair pair = TextPair.small(name, "");
    Tensor x = ids(ABBA);
    double log = Tensors.item(pair.of(codes(1), PLAIN).logProb(x));
    for (int d = 0; d < CODE; d++) {
      Tensor z = codes(1);
      z.select(1, d).add_(new org.bytedeco.pytorch.Scalar(1.0));
      assertThat(Tensors.item(pair.of(z, PLAIN).logProb(x))).isNotCloseTo(log, within(1e-6));
    }
    Gradients.check(
        z -> pair.of(z, PLAIN).logProb(ids(ABBA, C)).sum(),
        1e-6, // central differences, steep through norms
        Tensors.doubles(codes(2)),
        2,
        CODE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "xlstm"})
  void meanIsGreedyAndSamplesAreTextsOfTheModality(String name) {
    TextPair pair = TextPair.small(name, "");
    Distribution p = pair.of(codes(2, 1, 3), PLAIN);

    Tensor mean = p.mean();
    Tensor samples = p.sample(Noise.of(4, 0, 0), 6);

    assertThat(Tensors.shape(mean)).containsExactly(2, 1, 3, LENGTH);
    assertThat(Tensors.shape(samples)).containsExactly(6, 2, 1, 3, LENGTH);
    assertThat(p.reparameterised()).isFalse();
    // greedy text by greedy text, from the step form
    TokenDecoder steps = (TokenDecoder) pair.decoder();
    Tensor z = codes(2, 1, 3).reshape(-1, CODE);
    for (long row = 0; row < 6; row++) {
      List<Tensor> state = steps.start(z.narrow(0, row, 1));
      long last = LETTERS.bos();
      long[] text = new long[LENGTH];
      for (int t = 0; t < LENGTH && last != LETTERS.eos(); t++) {
        StepwiseDecoder.Next next = steps.next(Tensors.of(new long[] {last}, 1), state);
        state = next.state();
        double[] logits = Tensors.doubles(next.logits());
        last = LETTERS.eos();
        for (int id = 4; id < LETTERS.size() && t < LENGTH - 1; id++) {
          last = logits[id] > logits[(int) last] ? id : last;
        }
        text[t] = last;
      }
      assertThat(Tensors.longs(mean.reshape(-1, LENGTH).select(0, row))).containsExactly(text);
    }
    for (long[] shown : rows(samples)) {
      String letters = LETTERS.text(Arrays.stream(shown).mapToInt(i -> (int) i).toArray());
      assertThat(letters).matches("[a-d]{0,4}");
      assertThat(shown[letters.length()]).isEqualTo(LETTERS.eos());
    }
  }

  private static long[][] rows(Tensor ids) {
    long[] flat = Tensors.longs(ids);
    long[][] rows = new long[flat.length / LENGTH][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * LENGTH, (i + 1) * LENGTH);
    }
    return rows;
  }

  @Test
  void aTokenUnknownWithinATextIsNotRead() {
    TextPair pair = TextPair.small("gru", "");
    Tensor mask = Tensors.of(new byte[] {1, 0, 1, 1, 1}, 1, LENGTH).to(ScalarType.Bool);
    Tensor z = codes(1);

    double one = Tensors.item(pair.of(z, PLAIN).logProb(ids(ABBA), mask));
    double other = Tensors.item(pair.of(z, PLAIN).logProb(ids(new long[] {4, 7, 5, 4, 2}), mask));

    assertThat(other).isEqualTo(one);
  }

  @Test
  void detachedDensitiesHaveNoGradient() {
    TextPair pair = TextPair.small("gru", "");
    Tensor z = codes(1).requires_grad_(true);
    Tensor x = ids(ABBA);

    assertThat(pair.of(z, PLAIN).logProb(x).requires_grad()).isTrue();
    assertThat(pair.of(z, PLAIN).detach().logProb(x).requires_grad()).isFalse();
    assertThat(Tensors.item(pair.of(z, PLAIN).map(t -> t.unsqueeze(0)).logProb(x)))
        .isCloseTo(Tensors.item(pair.of(z, PLAIN).logProb(x)), within(1e-12));
  }

  @Test
  void whatIsNoTextIsRefused() {
    TextPair pair = TextPair.small("gru", "");
    Tensor numbers = Tensors.zeros(ScalarType.Double, 2, LENGTH);
    assertThatThrownBy(() -> pair.trunk().forward(numbers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokens must be whole numbers (int64), got");
    assertThatThrownBy(() -> pair.of(codes(3), PLAIN).logProb(ids(ABBA, C)))
        .hasMessage("texts must broadcast against codes, got leading axes [2] against [3]");
  }
}

package dev.omnivae.core.network.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.NetworkProvider;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Gradients;
import dev.omnivae.core.testing.Letters;
import dev.omnivae.core.testing.Toy;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextNetworksTest {
  private static final Letters LETTERS = new Letters(8);
  private static final int LENGTH = 5;
  private static final int CODE = 3;
  private static final Modality TEXT = Modality.tokens("text", LENGTH, LETTERS);

  private Scope scope;

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** Both sides of a small network in float64, with random parameters. */
  private record Pair(Trunk trunk, Decoder decoder, ParameterStore store) {
    static Pair of(String name, String encoder, String decoder) {
      ParameterStore store = new ParameterStore();
      NetworkProvider provider = Extensions.of(NetworkProvider.class, "network").get(name);
      Likelihood likelihood = Likelihoods.create("categorical", 1);
      Settings settings = Settings.parse(encoder.replace('\'', '"'));
      Trunk trunk =
          provider.encoder(
              new NetworkContext(TEXT, CODE, store.root().child("e"), settings, likelihood));
      Settings other = Settings.parse(decoder.replace('\'', '"'));
      Decoder d =
          provider.decoder(
              new NetworkContext(TEXT, CODE, store.root().child("d"), other, likelihood), settings);
      Toy.allocate(store, 1);
      try (NoGrad off = NoGrad.open()) {
        Tensor values = store.values();
        values.copy_(Tensors.times(Noise.of(7, 0, 0).normal(values, store.length()), 0.5));
      }
      return new Pair(trunk, d, store);
    }

    static Pair small(String name, String teaching) {
      return of(name, small(name), "{" + teaching + "}");
    }

    private static String small(String name) {
      return name.equals("xlstm") ? "{'embedding': 4}" : "{'embedding': 3, 'hidden': 4}";
    }

    Distribution of(Tensor z, Noise noise) {
      return decoder.decode(z, null, noise);
    }

    /** log p(text | z) word by word through the step form. */
    double log(Tensor z, long... ids) {
      TokenDecoder steps = (TokenDecoder) decoder;
      List<Tensor> state = steps.start(z.view(1, -1));
      long last = LETTERS.bos();
      double total = 0;
      for (long id : ids) {
        StepwiseDecoder.Next next = steps.next(Tensors.of(new long[] {last}, 1), state);
        state = next.state();
        total += Tensors.doubles(next.logits().log_softmax(-1))[(int) id];
        last = id;
      }
      return total;
    }
  }

  private static Tensor ids(long[]... texts) {
    long[] flat = new long[texts.length * LENGTH];
    for (int i = 0; i < texts.length; i++) {
      System.arraycopy(texts[i], 0, flat, i * LENGTH, texts[i].length);
    }
    return Tensors.of(flat, texts.length, LENGTH);
  }

  private static Tensor known(Tensor ids) {
    return ids.ne(new org.bytedeco.pytorch.Scalar(0L));
  }

  private static Tensor codes(long... shape) {
    long[] all = Arrays.copyOf(shape, shape.length + 1);
    all[shape.length] = CODE;
    return Noise.of(5, 0, 0).normal(Tensors.zeros(ScalarType.Double, 1), all);
  }

  private static final Noise PLAIN = Noise.of(1, 0, 0);
  private static final long[] ABBA = {4, 5, 5, 4, 2};
  private static final long[] C = {6, 2};

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "xlstm"})
  void logProbIsThatOfTheTextWordByWordForEveryDrawAndComponent(String name) {
    Pair pair = Pair.small(name, "");
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
    Pair pair = Pair.small(name, "");
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
    Pair pair = Pair.small(name, "");
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
    Pair pair = Pair.small(name, "");

    Tensor together = pair.trunk.forward(ids(ABBA, C, new long[0]));
    Tensor alone = pair.trunk.forward(Tensors.of(C, 1, 2));

    assertThat(Tensors.shape(together)).containsExactly(3, pair.trunk.width());
    assertThat(Tensors.doubles(together.select(0, 1)))
        .containsExactly(Tensors.doubles(alone), Offset.offset(1e-12));
    // nor does an absent text, all padding, break anything
    assertThat(Tensors.item(together.isfinite().all().to(ScalarType.Double))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "xlstm"})
  void everyTokenAndEveryCodeReachesTheDecoder(String name) {
    Pair pair = Pair.small(name, "");
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
    Pair pair = Pair.small(name, "");
    Distribution p = pair.of(codes(2, 1, 3), PLAIN);

    Tensor mean = p.mean();
    Tensor samples = p.sample(Noise.of(4, 0, 0), 6);

    assertThat(Tensors.shape(mean)).containsExactly(2, 1, 3, LENGTH);
    assertThat(Tensors.shape(samples)).containsExactly(6, 2, 1, 3, LENGTH);
    assertThat(p.reparameterised()).isFalse();
    // greedy text by greedy text, from the step form
    TokenDecoder steps = (TokenDecoder) pair.decoder;
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
  void wordsAreDroppedInTrainingAlone() {
    Pair plain = Pair.small("gru", "");
    Pair dropping = Pair.small("gru", "'word_dropout': 1.0");
    Tensor x = ids(ABBA);
    Tensor z = codes(1);

    double evaluated = Tensors.item(dropping.of(z, PLAIN).logProb(x));
    double trained = Tensors.item(dropping.of(z, PLAIN.inTraining()).logProb(x));

    assertThat(evaluated).isCloseTo(Tensors.item(plain.of(z, PLAIN).logProb(x)), within(1e-12));
    // all dropped: every word is said after unknown words
    TokenDecoder steps = (TokenDecoder) dropping.decoder;
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
    Pair alone = Pair.small("lstm", "'teacher_forcing': 0.0");
    Tensor x = ids(ABBA);
    Tensor z = codes(1);

    double trained = Tensors.item(alone.of(z, PLAIN.inTraining()).logProb(x));

    TokenDecoder steps = (TokenDecoder) alone.decoder;
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
    Pair half = Pair.small("gru", "'word_dropout': 0.5, 'teacher_forcing': 0.5");
    Tensor x = ids(ABBA);
    Tensor z = codes(1).expand(new long[] {200, CODE});
    Noise noise = PLAIN.inTraining().stream("decode");
    assertThat(noise.training()).isTrue();

    Distribution p = half.of(z, noise);
    double[] first = Tensors.doubles(p.logProb(x));

    assertThat(Tensors.doubles(p.logProb(x))).containsExactly(first);
    assertThat(Arrays.stream(first).distinct().count()).isGreaterThan(10);
  }

  @Test
  void aTokenUnknownWithinATextIsNotRead() {
    Pair pair = Pair.small("gru", "");
    Tensor mask = Tensors.of(new byte[] {1, 0, 1, 1, 1}, 1, LENGTH).to(ScalarType.Bool);
    Tensor z = codes(1);

    double one = Tensors.item(pair.of(z, PLAIN).logProb(ids(ABBA), mask));
    double other = Tensors.item(pair.of(z, PLAIN).logProb(ids(new long[] {4, 7, 5, 4, 2}), mask));

    assertThat(other).isEqualTo(one);
  }

  @Test
  void detachedDensitiesHaveNoGradient() {
    Pair pair = Pair.small("gru", "");
    Tensor z = codes(1).requires_grad_(true);
    Tensor x = ids(ABBA);

    assertThat(pair.of(z, PLAIN).logProb(x).requires_grad()).isTrue();
    assertThat(pair.of(z, PLAIN).detach().logProb(x).requires_grad()).isFalse();
    assertThat(Tensors.item(pair.of(z, PLAIN).map(t -> t.unsqueeze(0)).logProb(x)))
        .isCloseTo(Tensors.item(pair.of(z, PLAIN).logProb(x)), within(1e-12));
  }

  @Test
  void whatIsNoTextIsRefused() {
    Pair pair = Pair.small("gru", "");
    Tensor numbers = Tensors.zeros(ScalarType.Double, 2, LENGTH);
    assertThatThrownBy(() -> pair.trunk.forward(numbers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokens must be whole numbers (int64), got");
    assertThatThrownBy(() -> pair.of(codes(3), PLAIN).logProb(ids(ABBA, C)))
        .hasMessage("texts must broadcast against codes, got leading axes [2] against [3]");
  }

  @Test
  void decoderHasTheLayoutOfTheEncoderUnlessGiven() {
    Settings decoder = Settings.parse("{}");
    assertThat(shape(Pair.of("lstm", "{'embedding': 3, 'hidden': 4, 'layers': 2}", "{}")))
        .contains("d.lstm1.weight_ih [16, 6]", "d.lstm2.weight_ih [16, 4]", "d.out.weight [8, 4]");
    assertThat(shape(Pair.of("gru", "{}", "{'hidden': 5}")))
        .contains("e.gru1.weight_hh [384, 128]", "d.gru1.weight_ih [15, 67]");
    assertThat(shape(Pair.of("xlstm", "{}", "{}")))
        .contains(
            "d.in.weight [32, 35]",
            "d.block1.mlstm.up.weight [128, 32]",
            "d.block2.slstm.bias [2, 64]",
            "d.block3.slstm.bias [2, 64]");
    Extensions.of(NetworkProvider.class, "network")
        .get("gru")
        .decoder(
            new NetworkContext(
                TEXT,
                CODE,
                new ParameterStore().root(),
                decoder,
                Likelihoods.create("categorical", 1)),
            Settings.parse("{\"hidden\": 7}"));
    assertThat(decoder.tree().toString())
        .isEqualTo(
            "{\"embedding\":64,\"hidden\":7,\"layers\":1,\"teacher_forcing\":1.0,"
                + "\"word_dropout\":0.0}");
  }

  private static List<String> shape(Pair pair) {
    return pair.store.all().stream().map(p -> p.path() + " " + Arrays.toString(p.shape())).toList();
  }

  @Test
  void wrongSettingsAreOneLineEach() {
    refuses("gru", "'hiden': 3", "", "must be a known key, got 'hiden'; did you mean 'hidden'?");
    refuses(
        "lstm",
        "'layers': 0",
        "",
        "embedding, hidden and layers must be at least 1, got 64, 128 and 0; write embedding: 64,"
            + " hidden: 128, layers: 1");
    refuses(
        "gru",
        "",
        "'teacher_forcing': 1.5",
        "teacher_forcing must be a probability from 0 to 1, got 1.5; write teacher_forcing: 1");
    refuses(
        "xlstm",
        "",
        "'word_dropout': -1.0",
        "word_dropout must be a probability from 0 to 1, got -1.0; write word_dropout: 0.2");
    refuses("xlstm", "'blocks': 0", "", "blocks must be at least 1, got 0; write blocks: 3");
    refuses("xlstm", "'heads': 3", "", "heads must be a divisor of 64, got 3; write heads: 2");
    refuses(
        "xlstm",
        "'embedding': 5",
        "",
        "embedding must be a multiple of heads, 2, got 5; write embedding: 32");
    refuses(
        "xlstm",
        "'slstm': [3]",
        "",
        "slstm must be places of blocks, from -3 to 2, got [3]; write slstm: [1, -1], or [] for"
            + " mLSTM alone");
  }

  private static void refuses(String network, String encoder, String decoder, String line) {
    assertThatThrownBy(() -> Pair.of(network, "{" + encoder + "}", "{" + decoder + "}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(line);
  }
}

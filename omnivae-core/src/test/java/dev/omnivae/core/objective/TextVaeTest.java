package dev.omnivae.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Models;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.Letters;
import dev.omnivae.core.testing.Toy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A text and a vector that say the same, through recipes as everything else. */
class TextVaeTest {
  private static final Letters LETTERS = new Letters(8);
  private static final int LENGTH = 4;
  private static final String[] WORDS = {"a", "bc", "dab"};
  private static final Schema SCHEMA =
      Schema.of(
          Modality.tokens("text", LENGTH, LETTERS),
          new Modality("place", Modality.Kind.VECTOR, List.of(2L)));

  @BeforeAll
  static void start() {
    Engine.start(1);
  }

  private static String model(String network, String decoder) {
    String encoder =
        network.equals("xlstm") ? "'embedding': 4, 'blocks': 2" : "'embedding': 4, 'hidden': 6";
    return ("{'latent': {'shared': 2}, 'modalities': {'text': {'network': '%s', 'encoder': {%s},"
            + " 'decoder': {%s}, 'weight': 1}, 'place': {'encoder': {'hidden': [8], 'activation':"
            + " 'tanh'}, 'scale': 0.1, 'weight': 1}}}")
        .formatted(network, encoder, decoder)
        .replace('\'', '"');
  }

  private static Run run(String network, String decoder) {
    return new Run(
        store -> Models.create(Settings.parse(model(network, decoder)), SCHEMA, store),
        "{'name': 'elbo-naive'}");
  }

  /** Samples of a word, its number of letters and its first one. */
  private static Batch batch(int size, long seed) {
    Random random = new Random(seed);
    long[] ids = new long[size * LENGTH];
    double[] places = new double[size * 2];
    long[] samples = new long[size];
    for (int i = 0; i < size; i++) {
      int word = random.nextInt(WORDS.length);
      int[] text = LETTERS.ids(WORDS[word]);
      for (int t = 0; t < text.length; t++) {
        ids[i * LENGTH + t] = text[t];
      }
      places[i * 2] = Math.cos(2 * word) + 0.05 * random.nextGaussian();
      places[i * 2 + 1] = Math.sin(2 * word) + 0.05 * random.nextGaussian();
      samples[i] = word;
    }
    Map<String, Observation> all = new LinkedHashMap<>();
    Tensor text = Tensors.of(ids, size, LENGTH);
    Tensor known = text.ne(new org.bytedeco.pytorch.Scalar(0L));
    all.put("text", new Observation(text, null, known));
    all.put("place", Observation.of(Tensors.of(places, size, 2)));
    return new Batch(all, null, null, Tensors.of(samples, size));
  }

  @ParameterizedTest
  @CsvSource({"lstm,", "gru,", "gru,'''word_dropout'': 0.4'", "xlstm,"})
  void gradientMeetsCentralDifferencesAlongRandomDirections(String network, String decoder) {
    try (Scope scope = Scope.open()) {
      Run run = run(network, decoder == null ? "" : decoder);
      ParameterStore store = run.store();
      Batch batch = Toy.missing(batch(3, 2), "text", (byte) 1, (byte) 0, (byte) 1);
      double[] gradient = run.gradient(batch, 3);
      double[] at = Tensors.doubles(store.values());
      Random random = new Random(5);
      double h = 3e-7;
      for (int direction = 0; direction < 8; direction++) {
        double along = 0;
        double[] up = at.clone();
        double[] down = at.clone();
        for (int i = 0; i < at.length; i++) {
          double v = random.nextGaussian();
          along += v * gradient[i];
          up[i] += h * v;
          down[i] -= h * v;
        }
        double slope;
        try (NoGrad off = NoGrad.open()) {
          Toy.set(store, up);
          slope = run.value(batch, 3);
          Toy.set(store, down);
          slope = (slope - run.value(batch, 3)) / (2 * h);
          Toy.set(store, at);
        }
        // thousands of parameters at once: third derivatives times h², rounding 1e-14 / h
        assertThat(along)
            .as("seed 5, direction %s", direction)
            .isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "xlstm"})
  void absentTextGetsNoGradientAndItsFillerNoSay(String network) {
    try (Scope scope = Scope.open()) {
      Run run = run(network, "");
      Batch all = batch(3, 2);
      Batch none = Toy.missing(all, "text", (byte) 0, (byte) 0, (byte) 0);

      run.gradient(none, 3);

      assertThat(Toy.gradient(run.store(), "modality.text")).isZero();
      assertThat(Toy.gradient(run.store(), "modality.place")).isPositive();
      Batch some = Toy.missing(all, "text", (byte) 1, (byte) 0, (byte) 0);
      Tensor text = some.of("text").value().clone();
      text.narrow(0, 1, 2).fill_(new org.bytedeco.pytorch.Scalar(7L)); // other filler
      Batch other =
          some.with(
              "text", new Observation(text, some.of("text").available(), some.of("text").known()));
      assertThat(run.value(other, 3)).isEqualTo(run.value(some, 3));
      assertThat(run.gradient(other, 3)).containsExactly(run.gradient(some, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "xlstm"})
  void learnsAndWritesTheWordOfAPlace(String network) {
    try (Scope scope = Scope.open()) {
      Run run = run(network, "");
      Batch batch = batch(24, 11);
      Batch partial = Toy.missing(batch, "text", there(24));
      double loss = run.value(batch, 0);
      double said = run.log(batch, 0, "log_likelihood.text");
      Adam adam = new Adam(run.store(), 0.02);
      for (int step = 1; step <= 120; step++) {
        adam.step(run.gradient(step % 3 == 0 ? partial : batch, step));
      }
      // given places alone
      long[] words = Tensors.longs(batch.ids());
      int right = 0;
      try (NoGrad off = NoGrad.open()) {
        Noise noise = Noise.of(9, 0, 0);
        Latents z = run.model().infer(batch.given(Set.of("place")), 1, noise);
        long[] ids = Tensors.longs(run.model().decode("text", z, null, noise).mean());
        for (int i = 0; i < words.length; i++) {
          int[] text = new int[LENGTH];
          for (int t = 0; t < LENGTH; t++) {
            text[t] = (int) ids[i * LENGTH + t];
          }
          right += LETTERS.text(text).equals(WORDS[(int) words[i]]) ? 1 : 0;
        }
      }
      assertThat(run.value(batch, 0)).as("loss from %s", loss).isLessThan(loss - 3);
      // three tokens of eight cost 3 ln 8 = 6 nats on average before anything is learnt
      assertThat(run.log(batch, 0, "log_likelihood.text"))
          .as("log-likelihood of texts from %s", said)
          .isGreaterThan(said + 3);
      assertThat(right).as("of 24 words, a third right by chance").isGreaterThan(18);
    }
  }

  private static byte[] there(int size) {
    byte[] there = new byte[size];
    for (int i = 0; i < size; i++) {
      there[i] = (byte) (i % 2);
    }
    return there;
  }

  /** Adam on the flat parameters, so that this package needs no trainer. */
  private static final class Adam {
    private final ParameterStore store;
    private final double rate;
    private final double[] first;
    private final double[] second;
    private int steps;

    Adam(ParameterStore store, double rate) {
      this.store = store;
      this.rate = rate;
      this.first = new double[Math.toIntExact(store.length())];
      this.second = new double[first.length];
    }

    void step(double[] gradient) {
      steps++;
      double[] values = Tensors.doubles(store.values());
      for (int i = 0; i < values.length; i++) {
        first[i] = 0.9 * first[i] + 0.1 * gradient[i];
        second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
        double mean = first[i] / (1 - Math.pow(0.9, steps));
        double square = second[i] / (1 - Math.pow(0.999, steps));
        values[i] -= rate * mean / (Math.sqrt(square) + 1e-8);
      }
      Toy.set(store, values);
    }
  }

  @Test
  void defaultsOfTextAreWrittenIntoTheRecipe() {
    try (Scope scope = Scope.open()) {
      Settings settings = Settings.parse("{}");
      ParameterStore store = new ParameterStore();

      Models.create(settings, SCHEMA, store);

      assertThat(settings.tree().at("/modalities/text").toString())
          .isEqualTo(
              "{\"encoder\":{\"embedding\":64,\"hidden\":128,\"layers\":1},"
                  + "\"decoder\":{\"embedding\":64,\"hidden\":128,\"layers\":1,"
                  + "\"teacher_forcing\":1.0,\"word_dropout\":0.0},"
                  + "\"network\":\"gru\",\"likelihood\":\"categorical\",\"scale\":0.75,"
                  + "\"weight\":\"auto\",\"trunks\":\"one\","
                  + "\"initial\":{\"weights\":\"default\",\"biases\":\"default\"},"
                  + "\"corruption\":{\"kind\":\"none\",\"level\":0.0}}");
    }
  }

  @Test
  void aNetworkOfAnotherKindOfDataIsOneLine() {
    refuses(
        "{'text': {'network': 'conv'}}",
        "model.modalities.text.encoder: network must be one for tokens, got 'conv'; choices: gru,"
            + " lstm, xlstm");
    refuses(
        "{'text': {'decoder': {'network': 'mlp'}}}",
        "model.modalities.text.decoder: network must be one for tokens, got 'mlp'; choices: gru,"
            + " lstm, xlstm");
    refuses(
        "{'place': {'network': 'lstm'}}",
        "model.modalities.place.encoder: network must be one for vector, got 'lstm'; choices:");
    refuses(
        "{'text': {'likelihood': 'laplace'}}",
        "model.modalities.text.likelihood must be categorical for tokens, got 'laplace'; leave it"
            + " out");
  }

  private static void refuses(String modalities, String line) {
    Settings settings =
        Settings.parse(("{'model': {'modalities': " + modalities + "}}").replace('\'', '"'));
    assertThatThrownBy(() -> Models.create(settings.child("model"), SCHEMA, new ParameterStore()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(line);
  }

  @Test
  void logJointOfATextIsTheSameWheneverAsked() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      // word dropout is for training steps; evaluation must not see it
      Run run = run("gru", "'word_dropout': 0.5, 'teacher_forcing': 0.5");
      Run plain = run("gru", "");
      Batch batch = batch(4, 2);
      Tensor like = Tensors.zeros(ScalarType.Double, 1);
      Latents z = new Latents(Map.of(Latents.SHARED, Noise.of(4, 0, 0).normal(like, 1, 4, 2)));

      assertThat(Tensors.doubles(run.model().logJoint(z, batch)))
          .containsExactly(Tensors.doubles(plain.model().logJoint(z, batch)));
    }
  }
}

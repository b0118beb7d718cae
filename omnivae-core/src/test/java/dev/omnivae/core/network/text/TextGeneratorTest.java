package dev.omnivae.core.network.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.testing.Letters;
import dev.omnivae.core.testing.OnEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnEngine
class TextGeneratorTest {
  private static final Letters LETTERS = new Letters(7); // a, b, c
  private static final int EOS = 2;
  private static final int[] ALLOWED = {EOS, 4, 5, 6};
  private static final int LENGTH = 4;

  private static Tensor codes(double... z) {
    return Tensors.of(z, z.length, 1);
  }

  private static long[][] write(Table table, Generation how, long seed, double... z) {
    Tensor ids =
        new TextGenerator(table, LETTERS, LENGTH, how).write(codes(z), Noise.of(seed, 0, 0));
    assertThat(Tensors.shape(ids)).containsExactly(z.length, LENGTH);
    long[] flat = Tensors.longs(ids);
    long[][] rows = new long[z.length][];
    for (int row = 0; row < z.length; row++) {
      rows[row] = Arrays.copyOfRange(flat, row * LENGTH, (row + 1) * LENGTH);
    }
    return rows;
  }

  /** Every text of at most four places, its log-probability beside it. */
  private static Map<List<Long>, Double> all(Table table, double z) {
    Map<List<Long>, Double> texts = new HashMap<>();
    extend(table, z, new ArrayList<>(), LETTERS.bos(), 0, texts);
    return texts;
  }

  /** As above where the last place is eos for certain, as it is when texts are drawn. */
  private static Map<List<Long>, Double> drawn(Table table, double z) {
    Map<List<Long>, Double> texts = all(table, z);
    texts.replaceAll(
        (text, log) -> {
          int last = text.get(LENGTH - 2).intValue();
          boolean full = text.get(LENGTH - 1) == EOS;
          return full ? log - table.log(last, EOS, z, ALLOWED) : log;
        });
    return texts;
  }

  private static void extend(
      Table table, double z, List<Long> begun, int last, double log, Map<List<Long>, Double> to) {
    for (int id : ALLOWED) {
      if (begun.size() == LENGTH - 1 && id != EOS) {
        continue;
      }
      List<Long> longer = new ArrayList<>(begun);
      longer.add((long) id);
      double total = log + table.log(last, id, z, ALLOWED);
      if (id == EOS) {
        while (longer.size() < LENGTH) {
          longer.add((long) LETTERS.pad());
        }
        to.put(longer, total);
      } else {
        extend(table, z, longer, id, total, to);
      }
    }
  }

  private static double log(Map<List<Long>, Double> texts, long[] text) {
    return Objects.requireNonNull(texts.get(list(text)));
  }

  private static List<Long> list(long[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"greedy", "sample", "beam"})
  void textsEndWithEosAndArePaddedAndHoldNoSpecialToken(String search) {
    Generation how = new Generation(search, 1, 0, 1, 3, 0);
    for (long seed = 0; seed < 20; seed++) {
      Table table = Table.random(seed, 7);
      Map<List<Long>, Double> possible = all(table, 0.5);
      for (long[] text : write(table, how, seed, 0.5, 1, -1, 2)) {
        assertThat(possible).as("seed %s", seed).containsKey(list(text));
      }
    }
  }

  @Test
  void specialTokensAreNeverWrittenHoweverLikely() {
    double[] logits = new double[49];
    Arrays.fill(logits, -3);
    for (int row = 0; row < 7; row++) {
      logits[row * 7 + LETTERS.pad()] = 20;
      logits[row * 7 + LETTERS.bos()] = 30;
      logits[row * 7 + LETTERS.unknown()] = 40;
      logits[row * 7 + 5] = 0;
    }
    Table table = new Table(Tensors.of(logits, 7, 7));

    for (Generation how : new Generation[] {Generation.GREEDY, Generation.SAMPLE.withTopK(1)}) {
      // b each time, until the last place, which is eos
      assertThat(write(table, how, 1, 1)[0]).containsExactly(5, 5, 5, EOS);
    }
    // eos comes at the same price sooner or later, so the likeliest text is the empty one
    assertThat(write(table, Generation.BEAM, 1, 1)[0]).containsExactly(EOS, 0, 0, 0);
  }

  @Test
  void greedyTakesTheLikeliestTokenEachTime() {
    for (long seed = 0; seed < 20; seed++) {
      Table table = Table.random(seed, 7);
      double[] z = {1, -1, 0.3};
      long[][] got = write(table, Generation.GREEDY, 1, z);
      for (int row = 0; row < 3; row++) {
        long[] expected = new long[LENGTH];
        int last = LETTERS.bos();
        for (int t = 0; t < LENGTH && last != EOS; t++) {
          int best = EOS;
          for (int id : ALLOWED) {
            if (t < LENGTH - 1
                && table.log(last, id, z[row], ALLOWED) > table.log(last, best, z[row], ALLOWED)) {
              best = id;
            }
          }
          expected[t] = best;
          last = best;
        }
        assertThat(got[row]).as("seed %s", seed).containsExactly(expected);
      }
    }
  }

  @Test
  void wideBeamFindsTheLikeliestOfAllTexts() {
    for (long seed = 0; seed < 20; seed++) {
      Table table = Table.random(seed, 7);
      double[] z = {1, -0.7, 0.2};
      // 40 texts: with as many beams none of them, nor its beginning, falls out
      long[][] got = write(table, Generation.BEAM.withBeams(40), 1, z);
      for (int row = 0; row < 3; row++) {
        Map<List<Long>, Double> texts = all(table, z[row]);
        double best = texts.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        assertThat(log(texts, got[row])).as("seed %s", seed).isCloseTo(best, within(1e-12));
      }
    }
  }

  @Test
  void lengthPenaltyOneTakesTheLikeliestPerToken() {
    for (long seed = 0; seed < 20; seed++) {
      Table table = Table.random(seed, 7);
      Map<List<Long>, Double> texts = all(table, 1);
      long[] got = write(table, Generation.BEAM.withBeams(40).withLengthPenalty(1), 1, 1)[0];

      double best =
          texts.entrySet().stream()
              .mapToDouble(e -> e.getValue() / places(e.getKey()))
              .max()
              .orElseThrow();
      assertThat(log(texts, got) / places(list(got)))
          .as("seed %s", seed)
          .isCloseTo(best, within(1e-12));
    }
  }

  private static long places(List<Long> text) {
    return text.stream().filter(id -> id != LETTERS.pad()).count();
  }

  @Test
  void oneBeamIsGreedyAndMoreAreNeverWorse() {
    for (long seed = 0; seed < 20; seed++) {
      Table table = Table.random(seed, 7);
      Map<List<Long>, Double> texts = all(table, 1);
      long[] greedy = write(table, Generation.GREEDY, 1, 1)[0];

      assertThat(write(table, Generation.BEAM.withBeams(1), 1, 1)[0]).containsExactly(greedy);
      assertThat(log(texts, write(table, Generation.BEAM.withBeams(40), 1, 1)[0]))
          .isGreaterThanOrEqualTo(log(texts, greedy) - 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2})
  void samplesHaveTheProbabilitiesOfTheirTexts(double temperature) {
    Table table = Table.random(3, 7);
    int n = 20000;
    double[] z = new double[n];
    Arrays.fill(z, 1);

    Map<List<Long>, Integer> counts = new HashMap<>();
    for (long[] text : write(table, Generation.SAMPLE.withTemperature(temperature), 11, z)) {
      counts.merge(list(text), 1, Integer::sum);
    }

    // logits are linear in the code here, so a temperature is a code divided by it
    Map<List<Long>, Double> texts = drawn(table, 1 / temperature);
    double total = texts.values().stream().mapToDouble(Math::exp).sum();
    assertThat(total).isCloseTo(1, within(1e-12));
    texts.forEach(
        (text, log) -> {
          double p = Math.exp(log);
          double error = Math.sqrt(p * (1 - p) / n);
          // 40 texts at most: 4.5 standard errors are missed once in 3000 seeds; this one holds
          assertThat(counts.getOrDefault(text, 0) / (double) n)
              .as("seed 11, text %s", text)
              .isCloseTo(p, within(4.5 * error + 1e-4));
        });
  }

  @Test
  void topKAndNucleusLeaveTheLikeliestAlone() {
    double[] p = {0.4, 0.3, 0.2, 0.1}; // of eos, a, b, c
    Tensor logits = Tensors.of(new double[] {-99, -99, 0, -99, 0, 0, 0}, 1, 7).clone();
    for (int i = 0; i < 4; i++) {
      logits.select(1, ALLOWED[i]).fill_(new org.bytedeco.pytorch.Scalar(Math.log(p[i])));
    }
    Tensor only = Tokens.only(Tokens.allowed(LETTERS, logits), logits);

    assertThat(left(only, Generation.SAMPLE)).containsExactly(2, 4, 5, 6);
    assertThat(left(only, Generation.SAMPLE.withTopK(2))).containsExactly(2, 4);
    assertThat(left(only, Generation.SAMPLE.withTopK(99))).containsExactly(2, 4, 5, 6);
    // 0.4 + 0.3 fall short of 0.75, so the third stays; of 0.35 the first alone
    assertThat(left(only, Generation.SAMPLE.withTopP(0.75))).containsExactly(2, 4, 5);
    assertThat(left(only, Generation.SAMPLE.withTopP(0.65))).containsExactly(2, 4);
    assertThat(left(only, Generation.SAMPLE.withTopP(0.35))).containsExactly(2);
    // the nucleus of what top-k left: 4/7 alone reach 0.5
    assertThat(left(only, Generation.SAMPLE.withTopK(2).withTopP(0.5))).containsExactly(2);
    // flatter logits need more tokens for the same probability
    assertThat(left(only, Generation.SAMPLE.withTemperature(50).withTopP(0.65)))
        .containsExactly(2, 4, 5);
  }

  private static List<Integer> left(Tensor logits, Generation how) {
    double[] values = Tensors.doubles(TokenFilter.apply(logits, how));
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] > Double.NEGATIVE_INFINITY) {
        left.add(i);
      }
    }
    return left;
  }

  @Test
  void rowsAreWrittenAsEachAlone() {
    Table table = Table.random(5, 7);
    for (Generation how : new Generation[] {Generation.GREEDY, Generation.BEAM}) {
      long[][] together = write(table, how, 1, 1, -2, 0.1, 3);
      int row = 0;
      for (double z : new double[] {1, -2, 0.1, 3}) {
        assertThat(write(table, how, 1, z)[0]).containsExactly(together[row++]);
      }
    }
  }

  @Test
  void wrongSettingsAreOneLineEach() {
    assertThatThrownBy(() -> new Generation("beem", 1, 0, 1, 4, 0))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "search must be a known name, got 'beem'; did you mean 'beam'? choices: beam, greedy,"
                + " sample");
    assertThatThrownBy(() -> Generation.SAMPLE.withTemperature(0))
        .hasMessage(
            "temperature must be a positive number, got 0.0; write temperature: 1, or search:"
                + " greedy");
    assertThatThrownBy(() -> Generation.SAMPLE.withTopK(-1))
        .hasMessage("top_k must be at least 0, got -1; write top_k: 0 for all tokens");
    assertThatThrownBy(() -> Generation.SAMPLE.withTopP(0))
        .hasMessage("top_p must be above 0, at most 1, got 0.0; write top_p: 1 for all tokens");
    assertThatThrownBy(() -> Generation.GREEDY.withTopK(3))
        .hasMessage(
            "search must be sample where temperature, top_k or top_p are set, got greedy; write"
                + " search: sample");
    assertThatThrownBy(() -> Generation.BEAM.withBeams(0))
        .hasMessage("beams must be at least 1, got 0; write beams: 4");
    assertThatThrownBy(() -> Generation.BEAM.withLengthPenalty(-1))
        .hasMessage("length_penalty must be at least 0, got -1.0; write length_penalty: 0");
  }
}

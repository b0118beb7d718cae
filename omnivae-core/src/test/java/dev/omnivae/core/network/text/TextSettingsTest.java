package dev.omnivae.core.network.text;

import static dev.omnivae.core.network.text.TextPair.CODE;
import static dev.omnivae.core.network.text.TextPair.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.NetworkProvider;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.testing.OnEngine;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layouts of text networks as recipes set them. */
@OnEngine
class TextSettingsTest {
  @Test
  void decoderHasTheLayoutOfTheEncoderUnlessGiven() {
    Settings decoder = Settings.parse("{}");
    assertThat(shape(TextPair.of("lstm", "{'embedding': 3, 'hidden': 4, 'layers': 2}", "{}")))
        .contains("d.lstm1.weight_ih [16, 6]", "d.lstm2.weight_ih [16, 4]", "d.out.weight [8, 4]");
    assertThat(shape(TextPair.of("gru", "{}", "{'hidden': 5}")))
        .contains("e.gru1.weight_hh [384, 128]", "d.gru1.weight_ih [15, 67]");
    assertThat(shape(TextPair.of("xlstm", "{}", "{}")))
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

  private static List<String> shape(TextPair pair) {
    return pair.store().all().stream()
        .map(p -> p.path() + " " + Arrays.toString(p.shape()))
        .toList();
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
    assertThatThrownBy(() -> TextPair.of(network, "{" + encoder + "}", "{" + decoder + "}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(line);
  }
}

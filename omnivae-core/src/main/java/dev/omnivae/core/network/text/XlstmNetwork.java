package dev.omnivae.core.network.text;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.NetworkProvider;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.network.recurrent.Recurrence;
import dev.omnivae.core.network.recurrent.Recurrences;
import dev.omnivae.core.network.recurrent.Xlstm;
import dev.omnivae.core.state.Parameters;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * xLSTM for text: {@code network: xlstm}. Its defaults are the layout of the published recurrent
 * text-image system (Re-MVAE): 3 blocks of width 32, sLSTM at places 1 and -1, mLSTM else, 2 heads.
 * The decoder has the encoder's layout unless given; token embedding and code reach its width
 * through one matrix.
 */
public final class XlstmNetwork implements NetworkProvider {
  /**
   * Settings of an encoder.
   *
   * @param embedding width of token embeddings and of every block
   * @param blocks how many
   * @param slstm places of sLSTM blocks, from 0, or from the end below 0; all others are mLSTM
   * @param heads of every block
   */
  record EncoderSettings(int embedding, int blocks, List<Integer> slstm, int heads) {
    static final EncoderSettings DEFAULT = new EncoderSettings(32, 3, List.of(1, -1), 2);

    EncoderSettings {
      slstm = List.copyOf(slstm);
      check(embedding, blocks, slstm, heads);
    }

    static void check(int embedding, int blocks, List<Integer> slstm, int heads) {
      if (blocks < 1) {
        throw InputException.of("blocks", "at least 1", blocks, "write blocks: 3");
      }
      if (heads < 1 || 64 % heads != 0) {
        throw InputException.of("heads", "a divisor of 64", heads, "write heads: 2");
      }
      if (embedding < 1 || embedding % heads != 0) {
        throw InputException.of(
            "embedding", "a multiple of heads, " + heads, embedding, "write embedding: 32");
      }
      if (slstm.stream().anyMatch(place -> place < -blocks || place >= blocks)) {
        throw InputException.of(
            "slstm",
            "places of blocks, from %d to %d".formatted(-blocks, blocks - 1),
            slstm,
            "write slstm: [1, -1], or [] for mLSTM alone");
      }
    }
  }

  /** Settings of a decoder; see {@link EncoderSettings} and {@link Teaching}. */
  record DecoderSettings(
      int embedding,
      int blocks,
      List<Integer> slstm,
      int heads,
      double teacherForcing,
      double wordDropout) {
    DecoderSettings {
      slstm = List.copyOf(slstm);
      EncoderSettings.check(embedding, blocks, slstm, heads);
      Teaching.check(teacherForcing, wordDropout);
    }
  }

  @Override
  public String name() {
    return "xlstm";
  }

  @Override
  public boolean takes(Modality modality) {
    return modality.kind() == Modality.Kind.TOKENS;
  }

  @Override
  public Trunk encoder(NetworkContext context) {
    EncoderSettings s = context.settings().read(EncoderSettings.class, EncoderSettings.DEFAULT);
    Vocabulary vocabulary = Objects.requireNonNull(context.modality().vocabulary());
    return new TokenTrunk(
        vocabulary,
        Embedding.of(context, s.embedding()),
        stack(context.parameters(), s.embedding(), s.blocks(), s.slstm(), s.heads()));
  }

  @Override
  public Decoder decoder(NetworkContext context, Settings encoderSettings) {
    EncoderSettings e = encoderSettings.read(EncoderSettings.class, EncoderSettings.DEFAULT);
    DecoderSettings s =
        context
            .settings()
            .read(
                DecoderSettings.class,
                new DecoderSettings(e.embedding(), e.blocks(), e.slstm(), e.heads(), 1, 0));
    Parameters at = context.parameters();
    long width = s.embedding();
    Recurrence in =
        Recurrences.pointwise(new Linear(at.child("in"), width + context.code(), width), width);
    return new TokenDecoder(
        context,
        Embedding.of(context, width),
        Recurrences.stack(List.of(in, stack(at, width, s.blocks(), s.slstm(), s.heads()))),
        new Teaching(s.teacherForcing(), s.wordDropout()));
  }

  private static Recurrence stack(
      Parameters at, long width, int blocks, List<Integer> slstm, int heads) {
    Set<Integer> places = new HashSet<>();
    slstm.forEach(place -> places.add(Math.floorMod(place, blocks)));
    return Xlstm.stack(at, width, blocks, places, heads);
  }
}

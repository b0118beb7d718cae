package dev.omnivae.core.network.text;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Vocabulary;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.NetworkProvider;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.network.recurrent.Gru;
import dev.omnivae.core.network.recurrent.Lstm;
import dev.omnivae.core.network.recurrent.Recurrence;
import dev.omnivae.core.network.recurrent.Recurrences;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * LSTM and GRU for text: {@code network: lstm}, {@code network: gru}. The decoder has the encoder's
 * widths unless given.
 */
public abstract class GatedNetwork implements NetworkProvider {
  private final String name;
  private final Cell cell;

  GatedNetwork(String name, Cell cell) {
    this.name = name;
    this.cell = cell;
  }

  interface Cell {
    Recurrence declare(Parameters at, long in, long width);
  }

  /**
   * Settings of an encoder.
   *
   * @param embedding width of token embeddings
   * @param hidden width of every layer
   * @param layers one upon the other
   */
  record EncoderSettings(int embedding, int hidden, int layers) {
    static final EncoderSettings DEFAULT = new EncoderSettings(64, 128, 1);

    EncoderSettings {
      check(embedding, hidden, layers);
    }

    static void check(int embedding, int hidden, int layers) {
      if (embedding < 1 || hidden < 1 || layers < 1) {
        throw InputException.of(
            "embedding, hidden and layers",
            "at least 1",
            embedding + ", " + hidden + " and " + layers,
            "write embedding: 64, hidden: 128, layers: 1");
      }
    }
  }

  /** Settings of a decoder; see {@link EncoderSettings} and {@link Teaching}. */
  record DecoderSettings(
      int embedding, int hidden, int layers, double teacherForcing, double wordDropout) {
    DecoderSettings {
      EncoderSettings.check(embedding, hidden, layers);
      Teaching.check(teacherForcing, wordDropout);
    }
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final boolean takes(Modality modality) {
    return modality.kind() == Modality.Kind.TOKENS;
  }

  @Override
  public final Trunk encoder(NetworkContext context) {
    EncoderSettings s = context.settings().read(EncoderSettings.class, EncoderSettings.DEFAULT);
    Vocabulary vocabulary = Objects.requireNonNull(context.modality().vocabulary());
    return new TokenTrunk(
        vocabulary,
        Embedding.of(context, s.embedding()),
        layers(context.parameters(), s.embedding(), s.hidden(), s.layers()));
  }

  @Override
  public final Decoder decoder(NetworkContext context, Settings encoderSettings) {
    EncoderSettings e = encoderSettings.read(EncoderSettings.class, EncoderSettings.DEFAULT);
    DecoderSettings s =
        context
            .settings()
            .read(
                DecoderSettings.class,
                new DecoderSettings(e.embedding(), e.hidden(), e.layers(), 1, 0));
    return new TokenDecoder(
        context,
        Embedding.of(context, s.embedding()),
        layers(context.parameters(), s.embedding() + context.code(), s.hidden(), s.layers()),
        new Teaching(s.teacherForcing(), s.wordDropout()));
  }

  private Recurrence layers(Parameters at, long in, long width, int count) {
    List<Recurrence> layers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      layers.add(cell.declare(at.child(name + i), i == 1 ? in : width, width));
    }
    return Recurrences.stack(layers);
  }

  /** {@code lstm}. */
  public static final class LstmNetwork extends GatedNetwork {
    public LstmNetwork() {
      super("lstm", Lstm::new);
    }
  }

  /** {@code gru}. */
  public static final class GruNetwork extends GatedNetwork {
    public GruNetwork() {
      super("gru", Gru::new);
    }
  }
}

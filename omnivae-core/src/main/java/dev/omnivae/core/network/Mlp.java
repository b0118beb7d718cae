package dev.omnivae.core.network;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.layer.Activation;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.network.layer.Perceptron;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A multilayer perceptron of any topology: {@code network: mlp}, {@code encoder: {hidden: [512,
 * 256]}}. The decoder mirrors the encoder unless given. The fully connected pairs of the published
 * comparison are the same under fixed names.
 */
public final class Mlp implements NetworkProvider {
  private final String name;
  private final List<Integer> hidden;

  /** The open topology, one hidden layer of 400 unless given (the published default of MMVAE). */
  public Mlp() {
    this("mlp", List.of(400));
  }

  private Mlp(String name, List<Integer> hidden) {
    this.name = name;
    this.hidden = hidden;
  }

  /** The open topology under another name. */
  static Mlp of(String name, Integer... hidden) {
    return new Mlp(name, List.of(hidden));
  }

  /**
   * Settings of one side.
   *
   * @param hidden widths of the hidden layers, data side first for the encoder, code side first for
   *     the decoder
   * @param output last function of the decoder; see {@link Output}
   */
  public record MlpSettings(List<Integer> hidden, String activation, String output) {
    public MlpSettings {
      hidden = List.copyOf(hidden);
      for (int width : hidden) {
        if (width < 1) {
          throw InputException.of("hidden", "widths of at least 1", hidden, "write hidden: [512]");
        }
      }
      Activation.of(activation);
      Output.check(output);
    }

    MlpSettings mirrored() {
      List<Integer> reversed = new ArrayList<>(hidden);
      Collections.reverse(reversed);
      return new MlpSettings(reversed, activation, output);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Trunk encoder(NetworkContext context) {
    MlpSettings settings = context.settings().read(MlpSettings.class, defaults());
    long in = context.modality().elements();
    Layer layers = hidden(context, in, settings);
    int last =
        settings.hidden().isEmpty()
            ? (int) in
            : settings.hidden().get(settings.hidden().size() - 1);
    return new Trunk() {
      @Override
      public Tensor forward(Tensor x) {
        return layers.forward(x.flatten(1, -1));
      }

      @Override
      public long width() {
        return last;
      }
    };
  }

  @Override
  public Decoder decoder(NetworkContext context, Settings encoderSettings) {
    MlpSettings mirrored = encoderSettings.read(MlpSettings.class, defaults()).mirrored();
    MlpSettings settings = context.settings().read(MlpSettings.class, mirrored);
    Layer layers = hidden(context, context.code(), settings);
    int last =
        settings.hidden().isEmpty()
            ? (int) context.code()
            : settings.hidden().get(settings.hidden().size() - 1);
    long out = context.modality().elements() * context.likelihood().parametersPerElement();
    Layer network =
        Layer.sequence(
            List.of(
                layers,
                new Linear(context.parameters().child("out"), last, out),
                Output.of(settings.output(), context)));
    return new Generator(network, context.likelihood(), context.modality().sizes());
  }

  private MlpSettings defaults() {
    return new MlpSettings(hidden, Activation.RELU.key(), "auto");
  }

  private static Layer hidden(NetworkContext context, long in, MlpSettings settings) {
    return Perceptron.hidden(
        context.parameters(), in, settings.hidden(), Activation.of(settings.activation()));
  }

  /** {@code fc-512}: in-512-code and mirror. */
  public static final class Fc512 extends Preset {
    public Fc512() {
      super(new Mlp("fc-512", List.of(512)));
    }
  }

  /** {@code fc-1024}: in-1024-512-code and mirror. */
  public static final class Fc1024 extends Preset {
    public Fc1024() {
      super(new Mlp("fc-1024", List.of(1024, 512)));
    }
  }

  /** {@code fc-1024-128}: in-1024-512-128-code and mirror. */
  public static final class Fc1024To128 extends Preset {
    public Fc1024To128() {
      super(new Mlp("fc-1024-128", List.of(1024, 512, 128)));
    }
  }
}

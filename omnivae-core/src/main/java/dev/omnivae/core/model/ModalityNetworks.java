package dev.omnivae.core.model;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.network.ConditionedDecoder;
import dev.omnivae.core.network.Conditioner;
import dev.omnivae.core.network.CorruptedTrunk;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.NetworkProvider;
import dev.omnivae.core.network.Networks;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.state.FirstValues;
import dev.omnivae.core.state.Parameters;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code model.modalities.NAME} of a recipe, read; its networks are built as they are asked for.
 */
final class ModalityNetworks implements Networks {
  private static final String NETWORK = "network";

  private final Modality modality;
  private final ConditionSettings condition;
  private final long[] columns;
  private final Settings encoderSettings;
  private final Settings decoderSettings;
  private final NetworkProvider encoder;
  private final NetworkProvider decoder;
  private final ModalitySettings read;
  private final Likelihood likelihood;

  /**
   * Reads them, defaults written into the recipe.
   *
   * @param own the mapping {@code model.modalities.NAME}
   * @param columns which conditions encoders and decoders know; empty for none
   */
  ModalityNetworks(Modality modality, Settings own, ConditionSettings condition, long[] columns) {
    this.modality = modality;
    this.condition = condition;
    this.columns = columns.clone();
    this.encoderSettings = own.child("encoder");
    this.decoderSettings = own.child("decoder");
    this.read = own.read(ModalitySettings.class, ModalitySettings.defaults(modality.kind()));
    this.encoder = network(modality, encoderSettings, read.network());
    this.decoder = network(modality, decoderSettings, read.network());
    if (modality.kind() == Modality.Kind.TOKENS && !read.likelihood().equals("categorical")) {
      throw InputException.of(
          own.path("likelihood"),
          "categorical for tokens",
          "'" + read.likelihood() + "'",
          "leave it out");
    }
    if (modality.kind() == Modality.Kind.TOKENS && !read.corruption().none()) {
      throw InputException.of(
          own.path("corruption"),
          "none for tokens",
          read.corruption().kind(),
          "write decoder: {word_dropout: 0.3}");
    }
    this.likelihood = Likelihoods.create(read.likelihood(), read.scale());
  }

  @Override
  public Modality modality() {
    return modality;
  }

  @Override
  public Likelihood likelihood() {
    return likelihood;
  }

  @Override
  public Trunk trunk(Parameters at, long code) {
    Parameters place = at.startingFrom(read.initial());
    Trunk trunk =
        bare(
            encoderSettings,
            () ->
                encoder.encoder(
                    new NetworkContext(modality, code, place, encoderSettings, likelihood)));
    return read.corruption().none() ? trunk : new CorruptedTrunk(trunk, read.corruption());
  }

  @Override
  public @Nullable Conditioner conditioner(Parameters at) {
    return columns.length == 0
        ? null
        : new Conditioner(at.child("condition"), columns, condition.hidden(), condition.width());
  }

  @Override
  public Decoder decoder(Parameters at, long code) {
    Conditioner steer = conditioner(at);
    boolean mirrored = encoder.name().equals(decoder.name());
    long width = code + (steer == null ? 0 : steer.width());
    Parameters place = at.startingFrom(read.initial());
    Decoder plain =
        bare(
            encoderSettings,
            () ->
                bare(
                    decoderSettings,
                    () ->
                        decoder.decoder(
                            new NetworkContext(modality, width, place, decoderSettings, likelihood),
                            mirrored ? encoderSettings : Settings.parse(""))));
    return steer == null ? plain : new ConditionedDecoder(plain, steer);
  }

  /** What its layers start from. */
  FirstValues initial() {
    return read.initial();
  }

  /** Whether the private code has a trunk of its own. */
  boolean twoTrunks() {
    return read.trunks().equals("two");
  }

  /**
   * Factor of the log-likelihood.
   *
   * @param largest elements of the largest modality
   */
  double weight(long largest) {
    return read.weight(modality.elements(), largest);
  }

  /**
   * Refuses settings of networks that will not be built.
   *
   * @param why what builds its own
   */
  void refuseNetworks(String why) {
    for (Settings side : new Settings[] {encoderSettings, decoderSettings}) {
      if (!side.keys().isEmpty()) {
        throw InputException.of(side.path(), "empty with " + why, side.tree(), "leave it out");
      }
    }
    if (!read.corruption().none()) {
      throw InputException.of(
          "corruption of " + modality.name(),
          "none with " + why,
          read.corruption().kind(),
          "leave it out");
    }
  }

  private static NetworkProvider network(Modality modality, Settings side, String common) {
    Extensions<NetworkProvider> networks = Extensions.of(NetworkProvider.class, NETWORK);
    NetworkProvider found;
    try {
      found = networks.get(side.has(NETWORK) ? side.text(NETWORK, "") : common);
    } catch (InputException e) {
      throw new InputException(side.path() + ": " + e.line(), e);
    }
    if (!found.takes(modality)) {
      throw InputException.of(
          side.path() + ": network",
          "one for " + modality.kind().name().toLowerCase(Locale.ROOT),
          "'" + found.name() + "'",
          "choices: "
              + networks.all().stream()
                  .filter(network -> network.takes(modality))
                  .map(NetworkProvider::name)
                  .collect(Collectors.joining(", ")));
    }
    return found;
  }

  /** Without the key {@code network}, which is not the network's own. */
  private static <T> T bare(Settings side, Supplier<T> build) {
    String name = side.has(NETWORK) ? side.text(NETWORK, "") : null;
    side.tree().remove(NETWORK);
    T built = build.get();
    if (name != null) {
      side.tree().put(NETWORK, name);
    }
    return built;
  }
}

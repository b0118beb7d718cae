package dev.omnivae.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.LatentFamilies;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.fusion.Fusion;
import dev.omnivae.core.fusion.FusionContext;
import dev.omnivae.core.fusion.FusionProvider;
import dev.omnivae.core.network.ConditionedDecoder;
import dev.omnivae.core.network.Conditioner;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.Features;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.NetworkProvider;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.network.VaeEncoder;
import dev.omnivae.core.prior.LearnedPrior;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.prior.PriorContext;
import dev.omnivae.core.prior.PriorProvider;
import dev.omnivae.core.prior.StandardPrior;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code model} of a recipe and puts a {@link MultimodalVae} together. */
final class VaeBuilder {
  private static final List<String> KEYS =
      List.of("kind", "latent", "fusion", "prior", "condition", "modalities");

  private final Settings settings;
  private final ParameterStore store;
  private final LatentSettings latent;
  private final LatentFamily family;
  private final long largest;
  private final ConditionSettings condition;
  private final long[] columns;
  private final Extensions<NetworkProvider> networks =
      Extensions.of(NetworkProvider.class, "network");

  /** A builder; {@code more} are keys that the kind of model reads itself. */
  VaeBuilder(Settings settings, Schema schema, ParameterStore store, String... more) {
    settings.allow(Stream.concat(KEYS.stream(), Arrays.stream(more)).toList());
    this.settings = settings;
    this.store = store;
    Settings codes = settings.child("latent");
    everyModality(codes, schema.names());
    this.latent = codes.read(LatentSettings.class, LatentSettings.DEFAULT);
    this.family = LatentFamilies.of(latent.family(), latent.scale());
    this.condition =
        named(settings, "condition", "columns")
            .read(ConditionSettings.class, ConditionSettings.NONE);
    this.columns = schema.columns(condition.columns(), settings.path("condition"));
    this.largest = schema.modalities().stream().mapToLong(Modality::elements).max().orElseThrow();
    List<String> names = schema.names();
    refuseUnknown(settings.child("modalities").keys(), names, "model.modalities");
    refuseUnknown(List.copyOf(latent.own().keySet()), names, "model.latent.private");
    latent.checkTotal(names, codes.path("total"));
  }

  /**
   * A VAE over these modalities.
   *
   * @param place where its parameters are declared
   * @param likelihoodWeights whether the recipe's weights count; a VAE of one modality alone has
   *     weight 1
   */
  MultimodalVae build(Schema schema, Parameters place, boolean likelihoodWeights) {
    List<Part> parts = new ArrayList<>();
    for (Modality modality : schema.modalities()) {
      parts.add(part(modality, place.child("modality").child(modality.name()), likelihoodWeights));
    }
    return new MultimodalVae(
        store,
        parts.stream().map(Part::model).toList(),
        fusion(parts, place),
        prior(schema, place));
  }

  /** Dimensions of the shared code. */
  long shared() {
    return latent.shared();
  }

  /** A modality's part, and the width of its encoder's features. */
  private record Part(ModalityModel model, long features) {}

  private Part part(Modality modality, Parameters place, boolean weighted) {
    Settings own = settings.child("modalities").child(modality.name());
    Settings encoderSettings = own.child("encoder");
    Settings decoderSettings = own.child("decoder");
    // before reading: networks of the two sides are chosen by keys inside their mappings
    String encoderNetwork = takeNetwork(encoderSettings);
    String decoderNetwork = takeNetwork(decoderSettings);
    ModalitySettings read =
        own.read(
            ModalitySettings.class,
            ModalitySettings.defaults(modality.kind() == Modality.Kind.IMAGE));
    int width = latent.width(modality.name());
    NetworkProvider encoderProvider = network(encoderNetwork, read.network(), encoderSettings);
    NetworkProvider decoderProvider = network(decoderNetwork, read.network(), decoderSettings);
    Likelihood likelihood = Likelihoods.create(read.likelihood(), read.scale());

    Parameters encoderPlace = place.child("encoder");
    long code = (long) latent.shared() + width;
    boolean apart = read.trunks().equals("two") && width > 0;
    Conditioner steered = conditioner(encoderPlace);
    Parameters jointPlace = place.child("joint");
    Function<Parameters, Trunk> trunk =
        at ->
            encoderProvider.encoder(
                new NetworkContext(modality, code, at, encoderSettings, likelihood));
    VaeEncoder encoder =
        new VaeEncoder(
            encoderPlace,
            new Features(trunk.apply(encoderPlace), steered),
            apart ? new Features(trunk.apply(encoderPlace.child("own")), steered) : null,
            jointTrunks() ? new Features(trunk.apply(jointPlace), conditioner(jointPlace)) : null,
            family,
            latent.shared(),
            width);
    boolean mirrored = encoderProvider.name().equals(decoderProvider.name());
    Parameters decoderPlace = place.child("decoder");
    Conditioner steer = conditioner(decoderPlace);
    Decoder plain =
        decoderProvider.decoder(
            new NetworkContext(
                modality,
                code + (steer == null ? 0 : steer.width()),
                decoderPlace,
                decoderSettings,
                likelihood),
            mirrored ? encoderSettings : Settings.parse(""));
    Decoder decoder = steer == null ? plain : new ConditionedDecoder(plain, steer);
    if (encoderNetwork != null) {
      encoderSettings.tree().put("network", encoderNetwork);
    }
    if (decoderNetwork != null) {
      decoderSettings.tree().put("network", decoderNetwork);
    }
    double weight = weighted ? read.weight(modality.elements(), largest) : 1;
    return new Part(
        new ModalityModel(modality, encoder, decoder, privateSpace(width, place), weight),
        encoder.features());
  }

  private @Nullable Conditioner conditioner(Parameters place) {
    return columns.length == 0
        ? null
        : new Conditioner(place.child("condition"), columns, condition.hidden(), condition.width());
  }

  private @Nullable PrivateSpace privateSpace(int width, Parameters place) {
    if (width == 0) {
      return null;
    }
    StandardPrior prior = new StandardPrior(family, width, store::values);
    LearnedPrior auxiliary = new LearnedPrior(family, width, place.child("auxiliary"));
    return new PrivateSpace(
        width, prior::distribution, auxiliary::distribution, latent.generated());
  }

  private NetworkProvider network(@Nullable String own, String common, Settings side) {
    try {
      return networks.get(own == null ? common : own);
    } catch (InputException e) {
      throw new InputException(side.path() + ": " + e.line(), e);
    }
  }

  private FusionProvider fusionProvider() {
    return Extensions.of(FusionProvider.class, "model.fusion")
        .get(named(settings, "fusion", "name").text("name", "mixture"));
  }

  private boolean jointTrunks() {
    return fusionProvider().ownTrunks(named(settings, "fusion", "name"));
  }

  private Fusion fusion(List<Part> parts, Parameters place) {
    Settings fusion = named(settings, "fusion", "name");
    return fusionProvider()
        .create(
            new FusionContext(
                fusion,
                parts.stream().map(part -> part.model().modality().name()).toList(),
                parts.stream().map(Part::features).toList(),
                family,
                latent.shared(),
                place.child("fusion")));
  }

  private Prior prior(Schema schema, Parameters place) {
    Settings prior = named(settings, "prior", "kind");
    return Extensions.of(PriorProvider.class, "model.prior.kind")
        .get(prior.text("kind", "standard"))
        .create(
            new PriorContext(
                prior, schema, family, latent.shared(), place.child("prior"), store::values));
  }

  /** One number for all: {@code private: 16}. */
  private static void everyModality(Settings latent, List<String> names) {
    JsonNode value = latent.value("private");
    if (value != null && value.isInt()) {
      ObjectNode each = latent.tree().putObject("private");
      names.forEach(name -> each.set(name, value));
    }
  }

  /** A mapping that may be written as one of its keys alone: {@code fusion: mixture}. */
  static Settings named(Settings parent, String key, String shorthand) {
    JsonNode value = parent.value(key);
    if (value != null && !value.isObject() && !value.isNull()) {
      parent.tree().putObject(key).set(shorthand, value);
    }
    return parent.child(key);
  }

  private static @Nullable String takeNetwork(Settings side) {
    if (!side.has("network")) {
      return null;
    }
    String name = side.text("network", "");
    side.tree().remove("network");
    return name;
  }

  private static void refuseUnknown(List<String> keys, List<String> names, String path) {
    for (String key : keys) {
      if (!names.contains(key)) {
        throw new InputException(
            "%s must name modalities of the data set, got '%s'; %s"
                .formatted(path, key, Nearest.hint(key, names)));
      }
    }
  }
}

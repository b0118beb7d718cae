package dev.omnivae.core.model;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.LatentFamilies;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.fusion.Fusion;
import dev.omnivae.core.fusion.FusionProvider;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.Encoder;
import dev.omnivae.core.network.NetworkContext;
import dev.omnivae.core.network.NetworkProvider;
import dev.omnivae.core.network.Trunk;
import dev.omnivae.core.network.VaeEncoder;
import dev.omnivae.core.prior.LearnedPrior;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.prior.PriorProvider;
import dev.omnivae.core.prior.StandardPrior;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code model} of a recipe and puts a {@link MultimodalVae} together. */
final class VaeBuilder {
  private static final List<String> KEYS =
      List.of("kind", "latent", "fusion", "prior", "modalities");

  private final Settings settings;
  private final ParameterStore store;
  private final LatentSettings latent;
  private final LatentFamily family;
  private final long largest;
  private final Extensions<NetworkProvider> networks =
      Extensions.of(NetworkProvider.class, "network");

  VaeBuilder(Settings settings, List<Modality> modalities, ParameterStore store) {
    settings.allow(KEYS);
    this.settings = settings;
    this.store = store;
    this.latent = settings.child("latent").read(LatentSettings.class, LatentSettings.DEFAULT);
    this.family = LatentFamilies.of(latent.family(), latent.scale());
    this.largest = modalities.stream().mapToLong(Modality::elements).max().orElseThrow();
    List<String> names = modalities.stream().map(Modality::name).toList();
    refuseUnknown(settings.child("modalities").keys(), names, "model.modalities");
    refuseUnknown(List.copyOf(latent.own().keySet()), names, "model.latent.private");
  }

  /**
   * A VAE over these modalities.
   *
   * @param place where its parameters are declared
   * @param likelihoodWeights whether the recipe's weights count; a VAE of one modality alone has
   *     weight 1
   */
  MultimodalVae build(List<Modality> modalities, Parameters place, boolean likelihoodWeights) {
    List<ModalityModel> parts = new ArrayList<>();
    for (Modality modality : modalities) {
      parts.add(part(modality, place.child("modality").child(modality.name()), likelihoodWeights));
    }
    return new MultimodalVae(store, parts, fusion(modalities.size(), place), prior(place));
  }

  private ModalityModel part(Modality modality, Parameters place, boolean weighted) {
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
    int width = latent.own().getOrDefault(modality.name(), 0);
    NetworkProvider encoderProvider = network(encoderNetwork, read.network(), encoderSettings);
    NetworkProvider decoderProvider = network(decoderNetwork, read.network(), decoderSettings);
    Likelihood likelihood = Likelihoods.create(read.likelihood(), read.scale());

    Parameters encoderPlace = place.child("encoder");
    Trunk trunk =
        encoderProvider.encoder(
            new NetworkContext(
                modality, latent.shared() + width, 0, encoderPlace, encoderSettings, likelihood));
    Encoder encoder = new VaeEncoder(encoderPlace, trunk, family, latent.shared(), width);
    boolean mirrored = encoderProvider.name().equals(decoderProvider.name());
    Decoder decoder =
        decoderProvider.decoder(
            new NetworkContext(
                modality,
                latent.shared() + width,
                0,
                place.child("decoder"),
                decoderSettings,
                likelihood),
            mirrored ? encoderSettings : Settings.parse(""));
    if (encoderNetwork != null) {
      encoderSettings.tree().put("network", encoderNetwork);
    }
    if (decoderNetwork != null) {
      decoderSettings.tree().put("network", decoderNetwork);
    }
    double weight = weighted ? read.weight(modality.elements(), largest) : 1;
    return new ModalityModel(modality, encoder, decoder, privateSpace(width, place), weight);
  }

  private @Nullable PrivateSpace privateSpace(int width, Parameters place) {
    if (width == 0) {
      return null;
    }
    StandardPrior prior = new StandardPrior(family, width, store::values);
    LearnedPrior auxiliary = new LearnedPrior(family, width, place.child("auxiliary"));
    return new PrivateSpace(width, () -> prior.of(null), () -> auxiliary.of(null));
  }

  private NetworkProvider network(@Nullable String own, String common, Settings side) {
    try {
      return networks.get(own == null ? common : own);
    } catch (InputException e) {
      throw new InputException(side.path() + ": " + e.line(), e);
    }
  }

  private Fusion fusion(int modalities, Parameters place) {
    Settings fusion = named(settings, "fusion", "name", "mixture");
    return Extensions.of(FusionProvider.class, "model.fusion")
        .get(fusion.text("name", "mixture"))
        .create(fusion, modalities, place.child("fusion"));
  }

  private Prior prior(Parameters place) {
    Settings prior = named(settings, "prior", "kind", "standard");
    return Extensions.of(PriorProvider.class, "model.prior.kind")
        .get(prior.text("kind", "standard"))
        .create(prior, family, latent.shared(), place.child("prior"), store::values);
  }

  /** A mapping that may be written as its name alone: {@code fusion: mixture}. */
  private static Settings named(Settings parent, String key, String nameKey, String otherwise) {
    if (parent.has(key) && parent.tree().get(key).isTextual()) {
      String name = parent.text(key, otherwise);
      parent.tree().putObject(key).put(nameKey, name);
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

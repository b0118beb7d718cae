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
import dev.omnivae.core.network.Conditioner;
import dev.omnivae.core.network.Features;
import dev.omnivae.core.network.VaeEncoder;
import dev.omnivae.core.prior.LearnedPrior;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.prior.PriorContext;
import dev.omnivae.core.prior.PriorProvider;
import dev.omnivae.core.prior.StandardPrior;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every kind of model reads alike from {@code model} of a recipe: codes, conditions, each
 * modality's networks, likelihood and weight, the prior.
 */
final class PartBuilder {
  private final Settings settings;
  private final ParameterStore store;
  private final LatentSettings latent;
  private final LatentFamily family;
  private final long largest;
  private final ConditionSettings condition;
  private final long[] columns;

  /**
   * Reads what is common.
   *
   * @param keys all that {@code model} may have
   */
  PartBuilder(Settings settings, Schema schema, ParameterStore store, List<String> keys) {
    settings.allow(keys);
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

  LatentSettings latent() {
    return latent;
  }

  LatentFamily family() {
    return family;
  }

  /** The networks of one modality, not yet built. */
  ModalityNetworks networks(Modality modality) {
    Settings own = settings.child("modalities").child(modality.name());
    return new ModalityNetworks(modality, own, condition, columns);
  }

  /** The recipe's factor of a modality's log-likelihood. */
  double weight(ModalityNetworks networks) {
    return networks.weight(largest);
  }

  /** A modality's part, and the width of what a joint encoder sees of its encoder. */
  record Part(ModalityModel model, long features) {}

  /**
   * Encoder and decoder of one modality.
   *
   * @param shared dimensions of the code whose expert the encoder gives
   * @param own dimensions of a private code beside it, 0 for none
   * @param jointTrunk whether a joint encoder has a trunk of its own
   * @param weighted whether the recipe's weight of the likelihood counts
   */
  Part part(
      Modality modality,
      Parameters place,
      long shared,
      int own,
      boolean jointTrunk,
      boolean weighted) {
    ModalityNetworks networks = networks(modality);
    Parameters at = place.child("encoder").startingFrom(networks.initial());
    Parameters joint = place.child("joint");
    long code = shared + own;
    boolean apart = networks.twoTrunks() && own > 0;
    Conditioner steered = networks.conditioner(at);
    VaeEncoder encoder =
        new VaeEncoder(
            at,
            new Features(networks.trunk(at, code), steered),
            apart ? new Features(networks.trunk(at.child("own"), code), steered) : null,
            jointTrunk
                ? new Features(networks.trunk(joint, code), networks.conditioner(joint))
                : null,
            family,
            shared,
            own);
    return new Part(
        new ModalityModel(
            modality,
            encoder,
            networks.decoder(place.child("decoder"), code),
            privateSpace(own, place),
            weighted ? weight(networks) : 1),
        encoder.features());
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

  /** The prior over the shared code. */
  Prior prior(Schema schema, Parameters place) {
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

  /** A recipe that gives codes of its own to a modality of a model that has none. */
  void refusePrivate(String kind) {
    if (latent.own().values().stream().anyMatch(width -> width > 0)) {
      throw InputException.of(
          "model.latent.private", "empty for kind " + kind, latent.own(), "leave it out");
    }
  }

  static void refuseUnknown(List<String> keys, List<String> names, String path) {
    for (String key : keys) {
      if (!names.contains(key)) {
        throw new InputException(
            "%s must name modalities of the data set, got '%s'; %s"
                .formatted(path, key, Nearest.hint(key, names)));
      }
    }
  }
}

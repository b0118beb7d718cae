package dev.omnivae.core.model;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Schema;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.Features;
import dev.omnivae.core.network.layer.Activation;
import dev.omnivae.core.network.layer.Perceptron;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * {@code kind: conditional}: a {@link ConditionalVae} of the first modality given all others,
 * unless {@code conditional} says otherwise.
 */
public final class ConditionalVaeProvider implements ModelProvider {
  private static final String KEY = "conditional";
  private static final String NETWORK = "network";
  private static final List<String> KEYS =
      List.of("kind", "latent", "prior", "condition", "modalities", KEY);

  /**
   * Settings under {@code model.conditional}.
   *
   * @param main the modality that is generated; empty for the first
   * @param given the modalities it is generated from; empty for all others
   * @param hidden widths of the hidden layers of posterior and prior network
   * @param context how many numbers the decoder sees of the conditioning modalities
   */
  record Options(String main, List<String> given, List<Integer> hidden, int context) {
    static final Options DEFAULT = new Options("", List.of(), List.of(512, 512), 64);

    Options {
      given = List.copyOf(given);
      hidden = List.copyOf(hidden);
      if (context < 1 || hidden.stream().anyMatch(width -> width < 1)) {
        throw InputException.of(
            "hidden and context",
            "widths of at least 1",
            hidden + " and " + context,
            "write hidden: [512, 512], context: 64");
      }
    }
  }

  @Override
  public String name() {
    return KEY;
  }

  @Override
  public Model create(Settings settings, Schema schema, ParameterStore store) {
    PartBuilder builder = new PartBuilder(settings, schema, store, KEYS);
    builder.refusePrivate(KEY);
    Settings own = settings.child(KEY);
    Options o = own.read(Options.class, Options.DEFAULT);
    List<Modality> modalities = chosen(o, own, schema);
    String main = o.main().isEmpty() ? schema.names().get(0) : o.main();

    Parameters root = store.root();
    long latent = builder.latent().shared();
    Map<String, Features> trunks = new LinkedHashMap<>();
    Decoder decoder = null;
    double weight = 1;
    for (Modality modality : modalities) {
      Parameters place = root.child("modality").child(modality.name());
      ModalityNetworks networks = builder.networks(modality);
      Parameters at = place.child("encoder");
      trunks.put(
          modality.name(), new Features(networks.trunk(at, latent), networks.conditioner(at)));
      if (modality.name().equals(main)) {
        decoder = networks.decoder(place.child("decoder"), latent + o.context());
        weight = builder.weight(networks);
      }
    }
    long all = trunks.values().stream().mapToLong(Features::width).sum();
    long given = all - Objects.requireNonNull(trunks.get(main)).width();
    long raw = builder.family().parameters(latent);
    Settings prior = PartBuilder.named(settings, "prior", "kind");
    boolean network = prior.text("kind", NETWORK).equals(NETWORK);
    if (network) {
      prior.allow(List.of("kind"));
    }
    return new ConditionalVae(
        store,
        modalities,
        main,
        trunks,
        new ConditionalVae.Heads(
            Perceptron.of(root.child("posterior"), all, o.hidden(), raw, Activation.RELU),
            network
                ? Perceptron.of(root.child("prior"), given, o.hidden(), raw, Activation.RELU)
                : null,
            Perceptron.of(root.child("context"), given, List.of(), o.context(), Activation.RELU)),
        builder.family(),
        network ? none() : builder.prior(schema, root),
        Objects.requireNonNull(decoder),
        weight);
  }

  /** What stands for p(z) beside a prior network: never asked. */
  private static Prior none() {
    return (condition, encode) -> {
      throw new IllegalStateException("the prior of a conditional model is its network");
    };
  }

  private static List<Modality> chosen(Options o, Settings own, Schema schema) {
    List<String> names = schema.names();
    String main = o.main().isEmpty() ? names.get(0) : o.main();
    List<String> asked = new ArrayList<>(o.given());
    asked.add(main);
    for (String name : asked) {
      if (!names.contains(name)) {
        throw new InputException(
            "%s must name modalities of the data set, got '%s'; %s"
                .formatted(own.path(), name, Nearest.hint(name, names)));
      }
    }
    if (o.given().contains(main) || names.size() < 2) {
      throw InputException.of(
          own.path("given"),
          "at least one modality other than the main one",
          o.given().isEmpty() ? names : o.given(),
          "leave it out for all others than " + main);
    }
    return schema.modalities().stream()
        .filter(m -> o.given().isEmpty() || asked.contains(m.name()))
        .toList();
  }
}

package dev.omnivae.core.testing;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.Extensions;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.LatentFamilies;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.distribution.Likelihood;
import dev.omnivae.core.distribution.Likelihoods;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Fusion;
import dev.omnivae.core.fusion.FusionContext;
import dev.omnivae.core.fusion.FusionProvider;
import dev.omnivae.core.model.FactorisedVae;
import dev.omnivae.core.model.ModalityModel;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateSpace;
import dev.omnivae.core.network.Decoder;
import dev.omnivae.core.network.Encoder;
import dev.omnivae.core.network.Encoding;
import dev.omnivae.core.prior.Prior;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.ParameterStore;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A multimodal VAE small enough for closed forms and central differences: linear encoders and
 * decoders in float64, vectors of two numbers.
 *
 * @param latent dimensions of the shared code
 * @param own dimensions of the private code of every modality, 0 for none
 * @param family {@code normal} or {@code laplace}
 * @param likelihood as {@link Likelihoods#create} takes it, with scale 0.75
 * @param fusion the mapping {@code model.fusion} as JSON, single quotes allowed
 */
public record Toy(long latent, long own, String family, String likelihood, String fusion) {
  private static final long WIDTH = 2;

  /** Two shared dimensions, no private code, normal codes, Laplace likelihood, a mixture. */
  public static Toy plain() {
    return new Toy(2, 0, "normal", "laplace", "{'name': 'mixture'}");
  }

  public Toy withOwn(long dimensions) {
    return new Toy(latent, dimensions, family, likelihood, fusion);
  }

  public Toy withFamily(String name) {
    return new Toy(latent, own, name, likelihood, fusion);
  }

  public Toy withLikelihood(String name) {
    return new Toy(latent, own, family, name, fusion);
  }

  public Toy withFusion(String json) {
    return new Toy(latent, own, family, likelihood, json);
  }

  /** A model over these modalities, not yet allocated. */
  public MultimodalVae model(ParameterStore store, String... modalities) {
    return model(store, store.root(), modalities);
  }

  /** A mixture with one VAE per modality beside it, not yet allocated. */
  public FactorisedVae factorised(ParameterStore store, String... modalities) {
    Map<String, MultimodalVae> unimodal = new LinkedHashMap<>();
    MultimodalVae mixture = model(store, store.root().child("mixture"), modalities);
    for (String name : modalities) {
      unimodal.put(name, model(store, store.root().child("unimodal"), name));
    }
    return new FactorisedVae(mixture, unimodal);
  }

  private MultimodalVae model(ParameterStore store, Parameters at, String... modalities) {
    LatentFamily latents = LatentFamilies.of(family, "exp");
    List<ModalityModel> parts = new ArrayList<>();
    for (String name : modalities) {
      parts.add(part(latents, at.child("modality").child(name), name));
    }
    Tensor like = keep(() -> Tensors.of(new double[] {0}, 1));
    Prior prior = (condition, encode) -> latents.standard(latent, like);
    Settings settings = Settings.parse(fusion.replace('\'', '"'));
    Fusion fuse =
        Extensions.of(FusionProvider.class, "fusion")
            .get(settings.text("name", "mixture"))
            .create(
                new FusionContext(
                    settings,
                    List.of(modalities),
                    Collections.nCopies(modalities.length, WIDTH),
                    latents,
                    latent,
                    at.child("fusion")));
    return new MultimodalVae(store, parts, latents, latent, fuse, prior);
  }

  private ModalityModel part(LatentFamily latents, Parameters at, String name) {
    Linear shared = Linear.declare(at.child("shared"), WIDTH, latents.parameters(latent));
    Linear privateHead =
        own == 0 ? null : Linear.declare(at.child("own"), WIDTH, latents.parameters(own));
    Parameter auxiliary = own == 0 ? null : at.declare("auxiliary", random(), own);
    Encoder encoder =
        (x, condition, noise) ->
            new Encoding(
                x.value(),
                latents.of(shared.apply(x.value())),
                privateHead == null ? null : z -> latents.of(privateHead.apply(x.value())));
    Linear out = Linear.declare(at.child("decoder"), latent + own, WIDTH);
    Likelihood p = Likelihoods.create(likelihood, 0.75);
    Decoder decoder = (z, condition, noise) -> p.of(out.apply(z), 1);
    Tensor like = keep(() -> Tensors.of(new double[] {0}, 1));
    PrivateSpace space =
        auxiliary == null
            ? null
            : new PrivateSpace(
                own, () -> latents.standard(own, like), () -> latents.centred(auxiliary.tensor()));
    Modality modality = new Modality(name, Modality.Kind.VECTOR, List.of(WIDTH));
    return new ModalityModel(modality, encoder, decoder, space, 1);
  }

  /** Lays the parameters out in float64 with values from U(-1, 1). */
  public static ParameterStore allocate(ParameterStore store, long seed) {
    return store.allocate(Noise.of(seed, 0, 0), ScalarType.Double, new Device("cpu"));
  }

  /** Values from N(0, 1), every sample with every modality. */
  public static Batch batch(long size, long seed, String... modalities) {
    Tensor like = Tensors.of(new double[] {0}, 1);
    Map<String, Observation> observations = new LinkedHashMap<>();
    for (String name : modalities) {
      Tensor value = Noise.of(seed, 0, 0).stream(name).normal(like, size, WIDTH);
      observations.put(name, Observation.of(value));
    }
    long[] ids = new long[(int) size];
    for (int i = 0; i < size; i++) {
      ids[i] = i;
    }
    return new Batch(observations, null, null, Tensors.of(ids, size));
  }

  /** The batch with one modality available only where {@code there} says 1. */
  public static Batch missing(Batch batch, String modality, byte... there) {
    Map<String, Observation> observations = new LinkedHashMap<>(batch.modalities());
    Tensor mask = Tensors.of(there, there.length).to(ScalarType.Bool);
    observations.put(modality, batch.of(modality).withAvailable(mask));
    return new Batch(observations, batch.conditions(), batch.labels(), batch.ids());
  }

  private static Initialiser random() {
    return Initialiser.fanIn(1);
  }

  private static Tensor keep(Supplier<Tensor> make) {
    try (Scope scope = Scope.open()) {
      return scope.keep(make.get());
    }
  }

  /** Sets every parameter of the store from an array, in flat order. */
  public static void set(ParameterStore store, double... values) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.open()) {
      store.values().copy_(Tensors.of(values, values.length));
    }
  }

  private record Linear(Parameter weight, Parameter bias) {
    static Linear declare(Parameters at, long in, long out) {
      return new Linear(at.declare("weight", random(), out, in), at.declare("bias", random(), out));
    }

    Tensor apply(Tensor x) {
      return x.matmul(weight.tensor().t()).add(bias.tensor());
    }
  }

  /** What stands beside the parameters under that path. */
  public static Tensor buffer(ParameterStore store, String path) {
    return Objects.requireNonNull(store.buffers().get(path), path);
  }

  /** The one parameter of that path. */
  public static Parameter parameter(ParameterStore store, String path) {
    return store.all().stream().filter(p -> p.path().equals(path)).findFirst().orElseThrow();
  }

  /** The largest absolute gradient of the parameters whose path starts so. */
  public static double gradient(ParameterStore store, String start) {
    double largest = 0;
    @Nullable String found = null;
    for (Parameter p : store.all()) {
      if (p.path().startsWith(start)) {
        found = p.path();
        for (double g : Tensors.doubles(Gradients.at(p))) {
          largest = Math.max(largest, Double.isNaN(g) ? Double.POSITIVE_INFINITY : Math.abs(g));
        }
      }
    }
    if (found == null) {
      throw new IllegalArgumentException("no parameter starts with " + start);
    }
    return largest;
  }
}

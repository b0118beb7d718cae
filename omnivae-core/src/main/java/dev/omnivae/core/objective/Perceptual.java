package dev.omnivae.core.objective;

import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.batch.Observation;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.network.image.FeatureNetwork;
import dev.omnivae.core.network.image.FeatureSource;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Distance between an image and what the model decodes for it, in the features of a network that
 * was trained elsewhere.
 *
 * <pre>{@code
 * L(X) = Σ_r π_r Σ_l 1/(C_l H_l W_l) |φ_l(x̂_r) - φ_l(x)|²,   x̂_r = E[x | z_r],  z_r ~ q_r(z | X)
 * }</pre>
 *
 * <p>φ_l is layer l of a VGG16, or of the network that judges the data set. To be minimised, never
 * negative, no nats; an added term of a bound. {@code given: own} takes the image's own expert in
 * place of all components: what a first phase trains. The network is fixed: no gradient reaches it,
 * it is in no group of parameters and in no checkpoint. Samples that lack the image have no term;
 * of an image known in part the rest is black on both sides. Johnson et al. 2016, "Perceptual
 * Losses for Real-Time Style Transfer and Super-Resolution", eq. 2; Hou et al. 2017, "Deep Feature
 * Consistent Variational Autoencoder".
 *
 * <p>Differs from the text-image system of Kim 2024 in normalising images as the weights want it.
 */
public final class Perceptual implements MultimodalObjective {
  private final String modality;
  private final boolean own;
  private final PrivateCodes cross;
  private final PerceptualSource source;
  private @Nullable FeatureNetwork network;

  Perceptual(String modality, boolean own, PrivateCodes cross, PerceptualSource source) {
    this.modality = modality;
    this.own = own;
    this.cross = cross;
    this.source = source;
  }

  @Override
  public void prepare(Consumer<String> say) {
    if (network == null) {
      network = source.open(say);
    }
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    prepare(line -> {});
    FeatureNetwork phi = Objects.requireNonNull(network);
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Observation seen = s.batch().of(modality).cleaned();
    Posterior q =
        own
            ? m.fusion().posterior(x, Subsets.singletons(x.modalities().size()))
            : m.fusion().posterior(x);
    Tensor images = known(decoded(m, x, q, s), seen); // (component, batch, ...)
    Tensor real = known(seen.value(), seen); // (batch, ...)

    List<Tensor> targets;
    try (NoGrad off = NoGrad.open()) {
      targets = phi.features(real);
    }
    List<Tensor> made = phi.features(images.flatten(0, 1)); // (component * batch, ...)
    Tensor distance = null;
    for (int l = 0; l < made.size(); l++) {
      Tensor target = targets.get(l);
      long[] shape = Tensors.prepend(Tensors.shape(target), images.size(0));
      Tensor squared = made.get(l).view(shape).sub(target).square();
      Tensor mean = Tensors.mean(squared, 2, 3, 4); // (component, batch)
      distance = distance == null ? mean : distance.add(mean);
    }
    Tensor each = Objects.requireNonNull(distance, "at least one layer");
    Tensor weighted = own ? each.squeeze(0) : Bounds.overComponents(each, q.logWeights().detach());
    Tensor loss = Tensors.masked(weighted, seen.available()); // (batch)
    return new Loss(List.of(new Term("perceptual", loss, 1)), loss.neg().detach(), Map.of());
  }

  /** Of every component, or of the modality's own alone: {@code (component, batch, ...)}. */
  private Tensor decoded(MultimodalVae m, Experts x, Posterior q, Step<MultimodalVae> s) {
    Latents z = m.draw(q, x, 1, cross, s.noise()).latents();
    if (own) {
      long component = x.modalities().indexOf(modality);
      z = z.map(code -> code.narrow(1, component, 1));
    }
    return s.decoded(modality, z);
  }

  private static Tensor known(Tensor images, Observation seen) {
    return Tensors.masked(images, seen.known());
  }

  /** {@code perceptual}. */
  public static final class Provider implements ObjectiveProvider {
    /**
     * Settings.
     *
     * @param modality whose images; the first of images unless given
     * @param weights file of a VGG16; empty for the network that judges the data
     * @param layers of the VGG16
     * @param features {@code vgg16}, {@code oracle}, or {@code auto}: what there is, which then
     *     stands here, so that a run goes on with what it began with
     * @param given {@code all} components of the posterior, or the image's {@code own}
     * @param privateCodes where they come from for components that did not see the image
     */
    record Options(
        String name,
        String modality,
        String weights,
        List<String> layers,
        String features,
        String given,
        String privateCodes) {}

    private enum Given {
      ALL,
      OWN
    }

    @Override
    public String name() {
      return "perceptual";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      return create(settings, model, parameters, FeatureSource.NONE);
    }

    @Override
    public Objective<?> create(
        Settings settings, Model model, Parameters parameters, FeatureSource outside) {
      List<Modality> images =
          model.modalities().stream().filter(m -> m.kind() == Modality.Kind.IMAGE).toList();
      if (images.isEmpty()) {
        throw InputException.of(
            settings.path("name"), "for a model of images", "one without", "leave the term out");
      }
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(), images.get(0).name(), "", List.of("relu3_3"), "auto", "all", "prior"));
      Modality modality =
          images.stream()
              .filter(m -> m.name().equals(o.modality()))
              .findFirst()
              .orElseThrow(
                  () ->
                      InputException.of(
                          settings.path("modality"),
                          "one of images",
                          "'" + o.modality() + "'",
                          "choices: "
                              + String.join(", ", images.stream().map(Modality::name).toList())));
      boolean own = Choices.of(Given.class, o.given(), settings.path("given")) == Given.OWN;
      if (own) {
        FusionDemand.singletons(settings, model, name());
      }
      return new Perceptual(
          modality.name(),
          own,
          Choices.of(PrivateCodes.class, o.privateCodes(), settings.path("private_codes")),
          PerceptualSource.of(o.weights(), o.layers(), o.features(), modality, settings, outside));
    }
  }
}

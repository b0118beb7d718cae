package dev.omnivae.core.objective;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Consensus;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;

/** What an objective needs of the model's fusion, checked before any work starts. */
final class FusionDemand {
  private FusionDemand() {}

  /** Posteriors of any subsets: products, a joint encoder. */
  static void anySubsets(Settings settings, Model model, String name) {
    MultimodalVae inner = model.multimodal().orElse(null);
    if (inner != null && !inner.fusion().anySubsets()) {
      throw refused(settings, name, "posteriors of any subsets", inner, "{name: product}");
    }
  }

  /** Posteriors of each modality alone: any subsets, or a mixture of experts. */
  static void singletons(Settings settings, Model model, String name) {
    MultimodalVae inner = model.multimodal().orElse(null);
    int modalities = model.modalities().size();
    if (inner != null
        && !inner.fusion().anySubsets()
        && !inner.fusion().components(modalities).equals(Subsets.singletons(modalities))) {
      throw refused(settings, name, "posteriors of each modality alone", inner, "mixture");
    }
  }

  /** One component per modality: a mixture of experts. */
  static void mixture(Settings settings, Model model, String name) {
    MultimodalVae inner = model.multimodal().orElse(null);
    int modalities = model.modalities().size();
    if (inner != null
        && !inner.fusion().components(modalities).equals(Subsets.singletons(modalities))) {
      throw refused(settings, name, "one component per modality", inner, "mixture");
    }
  }

  /** One posterior of all modalities, and those of each alone: a joint encoder, a product. */
  static void jointAndUnimodal(Settings settings, Model model, String name) {
    MultimodalVae inner = model.multimodal().orElse(null);
    int modalities = model.modalities().size();
    if (inner != null
        && !(inner.fusion().anySubsets()
            && inner.fusion().components(modalities).equals(Subsets.full(modalities)))) {
      throw refused(settings, name, "one posterior of all modalities", inner, "joint-encoder");
    }
  }

  /** Experts that can be multiplied, whatever the fusion. */
  static void normalExperts(Settings settings, Model model, String name) {
    MultimodalVae inner = model.multimodal().orElse(null);
    if (inner != null && !inner.family().name().equals("normal")) {
      throw InputException.of(
          settings.path("name"),
          "for model.latent.family normal when it is " + name + ", which multiplies experts",
          inner.family().name(),
          "write model.latent.family: normal");
    }
  }

  /** A posterior whose dimensions are independent. */
  static void factorised(Settings settings, Model model, String name) {
    MultimodalVae inner = model.multimodal().orElse(null);
    if (inner != null && !inner.fusion().factorised()) {
      throw refused(settings, name, "independent dimensions", inner, "mixture");
    }
  }

  /** Learned weights of subsets. */
  static void consensus(Settings settings, Model model, String name) {
    MultimodalVae inner = model.multimodal().orElse(null);
    if (inner != null && !(inner.fusion() instanceof Consensus)) {
      throw refused(settings, name, "learned weights of subsets", inner, "consensus");
    }
  }

  private static InputException refused(
      Settings settings, String name, String what, MultimodalVae model, String fusion) {
    return InputException.of(
        settings.path("name"),
        "for a fusion of " + what + " when it is " + name,
        model.fusion().getClass().getSimpleName(),
        "set model.fusion: " + fusion);
  }
}

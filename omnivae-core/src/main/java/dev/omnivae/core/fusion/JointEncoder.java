package dev.omnivae.core.fusion;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.distribution.Normal;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.network.layer.Activation;
import dev.omnivae.core.network.layer.Layer;
import dev.omnivae.core.network.layer.Linear;
import dev.omnivae.core.state.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One encoder of all modalities: their features, concatenated, through a perceptron.
 *
 * <pre>{@code
 * q(z | X) = N(μ(h), σ²(h)),    h = MLP([features_1, ..., features_M])
 * q(z | X_S) ∝ Π_{m ∈ S} q_m(z | x_m)    for a proper subset S
 * }</pre>
 *
 * <p>The joint network exists for complete samples alone: for a proper subset, and for a sample
 * that lacks a modality, the posterior is the product of the unimodal experts without a prior
 * expert, and no gradient of such a sample reaches the joint network. So inference from some
 * modalities works only as far as an objective trains the unimodal experts (JMVAE's alignment,
 * TELBO, JNF): an objective that uses the full set alone leaves them untrained. Suzuki et al. 2016,
 * "Joint Multimodal Learning with Deep Generative Models"; subsets as products: Vedantam et al.
 * 2018, section 3.
 *
 * <p>Differs from the reference code, which encodes every modality twice: the joint network reads
 * the features of the unimodal encoders, after their conditions. With {@code trunks: own} it reads
 * those of trunks of its own, as there: what TELBO and JNF need, which train the unimodal encoders
 * while the joint one stands still. Normal experts only.
 */
public final class JointEncoder implements Fusion {
  private final Layer network;
  private final LatentFamily family;

  /**
   * Declares the joint network.
   *
   * @param features width of all features together
   * @param hidden widths of hidden layers
   */
  public JointEncoder(
      Parameters parameters,
      LatentFamily family,
      long latent,
      long features,
      List<Integer> hidden,
      Activation activation) {
    List<Layer> layers = new ArrayList<>();
    long width = features;
    for (int i = 0; i < hidden.size(); i++) {
      layers.add(new Linear(parameters.child("fc" + (i + 1)), width, hidden.get(i)));
      layers.add(activation);
      width = hidden.get(i);
    }
    layers.add(new Linear(parameters.child("heads"), width, family.parameters(latent)));
    this.network = Layer.sequence(layers);
    this.family = family;
  }

  @Override
  public Subsets components(int modalities) {
    return Subsets.full(modalities);
  }

  @Override
  public boolean anySubsets() {
    return true;
  }

  @Override
  public Posterior posterior(Experts experts, Subsets subsets) {
    List<String> names = experts.modalities();
    Tensor available = experts.available();
    Tensor complete = available == null ? null : available.all(0).unsqueeze(-1); // (batch, 1)
    Normal products = Products.of(experts, subsets, new boolean[subsets.components()]);
    List<Normal> components = new ArrayList<>();
    for (int c = 0; c < subsets.components(); c++) {
      int at = c;
      Normal product = (Normal) products.map(t -> t.select(0, at));
      if (subsets.members().get(c).size() < names.size()) {
        components.add(product);
      } else if (complete == null) {
        components.add(joint(experts));
      } else {
        Normal joint = joint(experts);
        components.add(
            Normal.ofLog(
                torch.where(complete, joint.location(), product.location()),
                torch.where(complete, joint.logScale(), product.logScale())));
      }
    }
    Normal all = (Normal) components.get(0).stack(components, 0);
    return new Posterior(all, Presence.weights(experts, subsets, all), subsets);
  }

  /** q(z | X) of complete samples: {@code (batch, latent)}. */
  private Normal joint(Experts experts) {
    List<Tensor> features = new ArrayList<>();
    for (String name : experts.modalities()) {
      features.add(experts.of(name).features());
    }
    return Products.normal(family.of(network.forward(Tensors.cat(features, -1))));
  }

  /**
   * {@code fusion: {name: joint-encoder, hidden: [512, 512], activation: relu, trunks: shared}}.
   */
  public static final class Provider implements FusionProvider {
    record Options(String name, List<Integer> hidden, String activation, String trunks) {
      Options {
        hidden = List.copyOf(hidden);
        for (int width : hidden) {
          if (width < 1) {
            throw InputException.of(
                "hidden", "widths of at least 1", hidden, "write hidden: [512, 512]");
          }
        }
        Activation.of(activation);
        if (!trunks.equals("shared") && !trunks.equals(OWN)) {
          throw InputException.of(
              "trunks", "shared or own", "'" + trunks + "'", "write trunks: shared");
        }
      }
    }

    private static final String OWN = "own";

    @Override
    public String name() {
      return "joint-encoder";
    }

    @Override
    public boolean ownTrunks(Settings settings) {
      return settings.has("trunks") && settings.text("trunks", "").equals(OWN);
    }

    @Override
    public Fusion create(FusionContext context) {
      Products.requireNormal(context);
      Options o =
          context
              .settings()
              .read(
                  Options.class,
                  new Options(name(), List.of(512, 512), Activation.RELU.key(), "shared"));
      return new JointEncoder(
          context.parameters(),
          context.family(),
          context.latent(),
          context.features().stream().mapToLong(Long::longValue).sum(),
          o.hidden(),
          Activation.of(o.activation()));
    }
  }
}

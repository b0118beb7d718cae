package dev.omnivae.core.fusion;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Nearest;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.network.flow.AutoregressiveFlow;
import dev.omnivae.core.network.flow.Flow;
import dev.omnivae.core.network.flow.FlowDistribution;
import dev.omnivae.core.network.flow.FlowSettings;
import dev.omnivae.core.network.flow.PlanarFlow;
import org.bytedeco.pytorch.Tensor;

/**
 * The expert of one modality sent through a flow, so that a posterior may bend and its dimensions
 * depend on each other.
 *
 * <pre>{@code
 * q(z | x):  u ~ N(μ(x), σ²(x)),  z = f(u; h(x))
 * log q(z | x) = log N(u; μ, σ²) - log|df/du|
 * }</pre>
 *
 * <p>h is what the heads of μ and σ see: the encoder's features. The KL to any prior is estimated
 * from draws. Rezende and Mohamed 2015, "Variational Inference with Normalizing Flows"; Kingma et
 * al. 2016, "Improved Variational Inference with Inverse Autoregressive Flow"; Papamakarios et al.
 * 2017, "Masked Autoregressive Flow for Density Estimation".
 */
public final class FlowPosterior implements Fusion {
  private final Mixture expert = new Mixture(); // of one
  private final Flow flow;

  FlowPosterior(Flow flow) {
    this.flow = flow;
  }

  @Override
  public Subsets components(int modalities) {
    return expert.components(modalities);
  }

  @Override
  public boolean factorised() {
    return false;
  }

  @Override
  public Posterior posterior(Experts experts, Subsets subsets) {
    Posterior base = expert.posterior(experts, subsets);
    Tensor features = experts.of(experts.modalities().get(0)).features().unsqueeze(0);
    return new Posterior(
        new FlowDistribution(base.factorised(), flow, features), base.logWeights(), base.subsets());
  }

  /** {@code fusion: flow}. */
  public static final class Provider implements FusionProvider {
    private static final String PLANAR = "planar";
    private static final java.util.List<String> FLOWS = java.util.List.of(PLANAR, "iaf", "maf");

    record Options(String name, String flow, int blocks, int hidden, int layers) {
      Options {
        if (!FLOWS.contains(flow)) {
          throw new InputException(
              "flow must be a known kind, got '%s'; %s".formatted(flow, Nearest.hint(flow, FLOWS)));
        }
        autoregressive(flow.equals(PLANAR) ? "iaf" : flow, blocks, hidden, layers);
      }

      private static FlowSettings autoregressive(String kind, int blocks, int hidden, int layers) {
        return new FlowSettings(kind, blocks, hidden, layers); // checks them
      }

      Flow flow(FusionContext context) {
        long features = context.features().get(0);
        return flow.equals(PLANAR)
            ? new PlanarFlow(context.parameters(), context.latent(), features, blocks)
            : new AutoregressiveFlow(
                context.parameters(),
                context.latent(),
                features,
                autoregressive(flow, blocks, hidden, layers));
      }
    }

    @Override
    public String name() {
      return "flow";
    }

    @Override
    public Fusion create(FusionContext context) {
      Settings settings = context.settings();
      if (context.modalities().size() != 1) {
        throw InputException.of(
            settings.path("name"),
            "for one modality when it is flow",
            context.modalities(),
            "use kind: jnf, or prior: {kind: flow}");
      }
      FlowSettings published = FlowSettings.DEFAULT;
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(), "iaf", published.blocks(), published.hidden(), published.layers()));
      return new FlowPosterior(o.flow(context));
    }
  }
}

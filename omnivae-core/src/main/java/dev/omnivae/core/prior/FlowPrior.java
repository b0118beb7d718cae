package dev.omnivae.core.prior;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.network.flow.AutoregressiveFlow;
import dev.omnivae.core.network.flow.FlowDistribution;
import dev.omnivae.core.network.flow.FlowSettings;
import dev.omnivae.core.state.Parameters;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The family's standard distribution sent through a learned flow: {@code prior: {kind: flow, flow:
 * maf, blocks: 2, hidden: 128}}. It starts as the standard prior. The KL has no closed form and is
 * estimated from draws of the posterior.
 */
public final class FlowPrior implements Prior {
  private final LatentFamily family;
  private final long latent;
  private final AutoregressiveFlow flow;
  private final Supplier<Tensor> like;

  /**
   * Declares the flow.
   *
   * @param like gives element type and device, once the model's store is allocated
   */
  public FlowPrior(
      LatentFamily family,
      long latent,
      FlowSettings settings,
      Parameters parameters,
      Supplier<Tensor> like) {
    this.family = family;
    this.latent = latent;
    this.flow = new AutoregressiveFlow(parameters, latent, 0, settings);
    this.like = like;
  }

  @Override
  public Distribution of(@Nullable Tensor condition, Function<Batch, Distribution> encode) {
    return new FlowDistribution(family.standard(latent, like.get()), flow, null);
  }

  @Override
  public boolean closedForm() {
    return false;
  }

  /** {@code kind: flow}. */
  public static final class Provider implements PriorProvider {
    record Options(String kind, String flow, int blocks, int hidden, int layers) {
      static Options defaults(String kind) {
        FlowSettings flow = FlowSettings.DEFAULT;
        return new Options(kind, flow.kind(), flow.blocks(), flow.hidden(), flow.layers());
      }

      // checked while it is read, so that the error names the key of the recipe
      Options {
        new FlowSettings(flow, blocks, hidden, layers);
      }

      FlowSettings settings() {
        return new FlowSettings(flow, blocks, hidden, layers);
      }
    }

    @Override
    public String name() {
      return "flow";
    }

    @Override
    public Prior create(PriorContext context) {
      Settings settings = context.settings();
      return new FlowPrior(
          context.family(),
          context.latent(),
          settings.read(Options.class, Options.defaults(name())).settings(),
          context.parameters().child("flow"),
          context.like());
    }
  }
}

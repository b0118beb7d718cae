package dev.omnivae.core.prior;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.LatentFamily;
import dev.omnivae.core.distribution.MixtureDistribution;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.state.Initialiser;
import dev.omnivae.core.state.Parameter;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A learned mixture of clusters in the posterior's family: {@code prior: {kind: mixture, clusters:
 * 10}}.
 *
 * <pre>{@code p(z) = Σ_c π_c p(z | c),   p(z | c) = family(μ_c, s_c)}</pre>
 *
 * <p>π and μ are learned, π beginning uniform, μ drawn from U(-1, 1); s_c stays 1 as in the
 * reference program of CMVAE, or is learned too ({@code scales: learned}). Palumbo et al. 2024,
 * "Deep Generative Clustering with Multimodal Diffusion Variational Autoencoders".
 */
public final class MixturePrior implements Prior {
  private final LatentFamily family;
  private final Parameter locations; // (cluster, latent)
  private final @Nullable Parameter rawScales; // (cluster, latent)
  private final Parameter logits; // (cluster)

  /**
   * Declares it.
   *
   * @param learnedScales whether each cluster has a scale per dimension of its own
   */
  public MixturePrior(
      LatentFamily family,
      long latent,
      int clusters,
      boolean learnedScales,
      Parameters parameters) {
    this.family = family;
    this.locations = parameters.declare("locations", Initialiser.fanIn(1), clusters, latent);
    // raw 0 is scale 1 both for exp(raw / 2) and for softmax(raw) * latent
    this.rawScales =
        learnedScales
            ? parameters.declare("raw_scales", Initialiser.constant(0), clusters, latent)
            : null;
    this.logits = parameters.declare("logits", Initialiser.constant(0), clusters);
  }

  @Override
  public MixtureDistribution of(@Nullable Tensor condition, Function<Batch, Distribution> encode) {
    return distribution();
  }

  /** The distribution over {@code (latent)}: one component per cluster. */
  public MixtureDistribution distribution() {
    Tensor location = locations.tensor();
    Tensor raw = rawScales == null ? torch.zeros_like(location) : rawScales.tensor();
    return new MixtureDistribution(
        family.of(Tensors.cat(List.of(location, raw), -1)), logits.tensor().log_softmax(0));
  }

  @Override
  public boolean closedForm() {
    return false;
  }

  /** {@code kind: mixture}. */
  public static final class Provider implements PriorProvider {
    record Options(String kind, int clusters, String scales) {
      Options {
        if (clusters < 1) {
          throw InputException.of("clusters", "at least 1", clusters, "write clusters: 10");
        }
        if (!scales.equals("fixed") && !scales.equals("learned")) {
          throw InputException.of(
              "scales", "fixed or learned", "'" + scales + "'", "write scales: fixed");
        }
      }
    }

    @Override
    public String name() {
      return "mixture";
    }

    @Override
    public Prior create(PriorContext context) {
      Settings settings = context.settings();
      Options o = settings.read(Options.class, new Options(name(), 10, "fixed"));
      return new MixturePrior(
          context.family(),
          context.latent(),
          o.clusters(),
          o.scales().equals("learned"),
          context.parameters());
    }
  }
}

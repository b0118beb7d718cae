package dev.omnivae.eval.sampler;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.engine.Engine;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Scope;
import dev.omnivae.core.model.CodeLayout;
import dev.omnivae.core.model.Latents;
import dev.omnivae.core.model.Model;
import dev.omnivae.eval.latent.Standardiser;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@code gmm}: a mixture of normal distributions with full covariances over the codes given all
 * modalities, private ones beside the shared one.
 *
 * <p>Ghosh et al. 2020, "From Variational to Deterministic Autoencoders", section 4: density
 * estimation after training.
 */
final class GmmSampler implements Sampler {
  private final CodeLayout layout;
  private final Standardiser standardiser;
  private final GaussianMixture mixture;

  private GmmSampler(CodeLayout layout, Standardiser standardiser, GaussianMixture mixture) {
    this.layout = layout;
    this.standardiser = standardiser;
    this.mixture = mixture;
  }

  @Override
  public Latents draw(long count, Noise noise) {
    Tensor codes = standardiser.invert(mixture.sample(count, noise)).unsqueeze(0);
    return layout.split(codes.to(Engine.device(), ScalarType.Float));
  }

  @Override
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Stored.of(standardiser));
    tensors.put("log_weights", mixture.logWeights());
    tensors.put("means", mixture.means());
    tensors.put("roots", mixture.roots());
    return tensors;
  }

  /** {@code gmm}. */
  public static final class Provider implements SamplerProvider {
    private static final long WIDEST = 256;

    @Override
    public String name() {
      return "gmm";
    }

    @Override
    public void check(Model model, Batch example) {
      Fittable.check(
          name(), model, example, noise -> Fittable.width(model, example, noise), WIDEST);
    }

    @Override
    public Sampler fit(Fitting fitting) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        CodeLayout layout = fitting.layout();
        Tensor x = fitting.codes(layout).tensor().to(ScalarType.Double);
        Standardiser standardiser = Standardiser.of(x);
        ExpectationMaximisation.Fitted best =
            ExpectationMaximisation.best(
                standardiser.apply(x), fitting.settings().components(), fitting.noise(name()));
        fitting
            .say()
            .accept(
                "sampler gmm: %d components, %.3f nats a sample"
                    .formatted(best.mixture().components(), best.logLikelihood()));
        GmmSampler sampler = new GmmSampler(layout, standardiser, best.mixture());
        sampler.tensors().values().forEach(scope::keep);
        return sampler;
      }
    }

    @Override
    public Sampler restore(Fitting fitting, Map<String, Tensor> tensors) {
      try (Scope scope = Scope.open();
          NoGrad off = NoGrad.open()) {
        return new GmmSampler(
            fitting.layout(),
            Stored.standardiser(tensors),
            new GaussianMixture(
                Stored.of(tensors, "log_weights"),
                Stored.of(tensors, "means"),
                Stored.of(tensors, "roots")));
      }
    }
  }
}

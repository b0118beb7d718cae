package dev.omnivae.core.objective;

import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.VqVae;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * VQ-VAE: a likelihood through the nearest vectors of a codebook, which gradients pass by.
 *
 * <pre>{@code
 * L = -log p(x | e) + β |z(x) - sg(e)|² - log p(k),   e = e_{k_1}, ..., e_{k_S}
 * ∂ log p / ∂z = ∂ log p / ∂e                       straight through
 * }</pre>
 *
 * <p>sg holds a value still. The second term keeps the encoder near the vectors it chose; the
 * vectors themselves follow by moving averages in training steps ({@link
 * dev.omnivae.core.model.Codebook}). The third trains the prior over indices, and nothing else. To
 * be minimised, nats per example but for the second term. The bound that is reported is log p(x |
 * e) + log p(k): a lower bound of log p(x) for likelihood weight 1, its posterior all mass on one
 * code. Van den Oord et al. 2017, "Neural Discrete Representation Learning", eq. 3.
 *
 * @param commitment β
 */
public record Vq(double commitment) implements Objective<VqVae> {
  @Override
  public Loss of(Step<VqVae> s) {
    VqVae m = s.model();
    String name = m.modalities().get(0).name();
    Tensor z = m.encode(s.batch(), s.noise()); // (batch, latent)
    Tensor indices = m.codebook().nearest(z); // (batch, place)
    Tensor e = m.codebook().vectors(indices);
    Tensor through = z.add(e.sub(z).detach());
    Tensor likelihood = m.logLikelihood(through, s.batch(), s.noise().stream("decode." + name));
    Tensor prior = m.logPrior(indices);
    Tensor distance = z.sub(e).square().sum(-1);
    if (s.training()) {
      m.codebook().followInPlace(z, indices, s.noise().stream("codebook"));
    }
    return new Loss(
        List.of(
            Term.likelihood(name, likelihood),
            new Term("commitment", distance, commitment),
            new Term("prior", prior.neg(), 1)),
        likelihood.add(prior).detach(),
        new Parts()
            .put("log_likelihood." + name, likelihood)
            .put("perplexity", perplexity(indices, m.codebook().size(), likelihood))
            .map(),
        through);
  }

  /** exp of the entropy of the batch's indices: how many vectors are in use, 1 to K. */
  static Tensor perplexity(Tensor indices, long codes, Tensor like) {
    try (NoGrad off = NoGrad.open()) {
      Tensor one = torch.one_hot(indices.reshape(-1), codes).to(like.scalar_type());
      Tensor p = Tensors.mean(one, 0);
      Tensor nats = p.xlogy(p).sum().neg();
      return nats.exp();
    }
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Optional<String> needsComplete() {
    return Optional.of("has one modality, which every sample must have");
  }

  @Override
  public Class<VqVae> models() {
    return VqVae.class;
  }

  /** {@code vq}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, double commitment) {
      Options {
        if (!(commitment >= 0)) {
          throw InputException.of("commitment", "at least 0", commitment, "write commitment: 0.25");
        }
      }
    }

    @Override
    public String name() {
      return "vq";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      return new Vq(settings.read(Options.class, new Options(name(), 0.25)).commitment());
    }
  }
}

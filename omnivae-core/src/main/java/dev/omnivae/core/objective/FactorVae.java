package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.engine.NoGrad;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.network.CodeDiscriminator;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * FactorVAE: the ELBO, and a price on the total correlation that a discriminator of codes
 * estimates.
 *
 * <pre>{@code
 * VAE            E_q[-log p(x | z)] + KL(q(z | x), p(z)) + γ E_q(z)[D(z)]
 * discriminator  ½ E_q(z)[softplus(-D(z))] + ½ E_q̄(z)[softplus(D(z))]
 *
 * D(z) = log q(z) / q̄(z) where it is right,  q̄(z) = Π_j q(z_j)
 * }</pre>
 *
 * <p>Draws of q̄ are codes of the batch whose dimensions were permuted over its samples, each
 * dimension by itself. Both losses are terms of one step: the codes that the discriminator learns
 * from are detached from the encoder, and the discriminator that judges is a fixed one, so that
 * each moves its own parameters alone, both by what they were before the step. To be minimised,
 * nats per example. The bound that is reported is the ELBO. Kim and Mnih 2018, "Disentangling by
 * Factorising", algorithm 2.
 *
 * <p>Differs from the paper: codes are permuted within a second draw of the same batch, where the
 * paper reads a second batch; one logit stands for the difference of two.
 */
public final class FactorVae implements MultimodalObjective {
  private final CodeDiscriminator discriminator;
  private final Coefficient gamma;

  FactorVae(CodeDiscriminator discriminator, Coefficient gamma) {
    this.discriminator = discriminator;
    this.gamma = gamma;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    Posterior q = s.model().fusion().posterior(s.experts()); // one component
    Drawn d = Drawn.from(q, s, DrawCounts.of(1), PrivateCodes.OWN);
    Tensor kl = d.kl();
    Parts parts = new Parts().kl(s.experts(), q, kl);
    Map<String, Tensor> each = d.logLikelihood(d.decode(Targets.ALL));
    Tensor z = d.z().shared().squeeze(0).squeeze(0); // (batch, latent)

    List<Term> terms = new ArrayList<>(Loss.elbo(each, d.mean(kl), Weight.of(1)));
    Tensor ratio = discriminator.judge(z);
    terms.add(new Term("total_correlation", ratio, gamma.at(s.clock())));
    terms.add(new Term("discriminator", discrimination(z.detach(), other(q, s), parts), 1));
    return d.loss(terms, each, d.mean(kl), parts);
  }

  /** Codes of q̄: another draw, every dimension permuted. */
  private static Tensor other(Posterior q, Step<MultimodalVae> s) {
    try (NoGrad off = NoGrad.open()) {
      Noise noise = s.noise().stream("permuted");
      Tensor codes = q.components().sample(noise, 1).squeeze(0).squeeze(0);
      return permuted(codes, noise.stream("order"));
    }
  }

  /** Every column by itself in random order. */
  static Tensor permuted(Tensor codes, Noise noise) {
    Tensor order = noise.uniform(codes, codes.size(0), codes.size(1)).argsort(0, false);
    return codes.gather(0, order);
  }

  private Tensor discrimination(Tensor real, Tensor permuted, Parts parts) {
    Tensor of = discriminator.learn(real);
    Tensor against = discriminator.learn(permuted);
    Tensor zero = Tensors.scalar(0, of.detach());
    Tensor right = of.gt(zero).to(of.scalar_type()).add(against.le(zero).to(of.scalar_type()));
    parts.put("discriminator_accuracy", Tensors.times(right, 0.5));
    Tensor both = GameLoss.LOGISTIC.real(of).add(GameLoss.LOGISTIC.fake(against));
    return Tensors.times(both, 0.5);
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("gamma", gamma);
  }

  private static long latent(Model model) {
    return model.multimodal().map(MultimodalVae::latent).orElse(1L); // others are refused later
  }

  /** {@code factorvae}. */
  public static final class Provider implements ObjectiveProvider {
    record Options(String name, JsonNode gamma, List<Integer> hidden) {
      Options {
        hidden = List.copyOf(hidden);
        if (hidden.stream().anyMatch(width -> width < 1)) {
          throw InputException.of(
              "hidden", "widths of at least 1", hidden, "write hidden: [1000, 1000]");
        }
      }
    }

    @Override
    public String name() {
      return "factorvae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      OneModality.requireOneCode(settings, name(), model);
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(), DoubleNode.valueOf(10), List.of(1000, 1000, 1000, 1000, 1000, 1000)));
      return new FactorVae(
          new CodeDiscriminator(parameters.child("discriminator"), latent(model), o.hidden()),
          Coefficient.read(o.gamma(), settings.path("gamma"), 10));
    }
  }
}

package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.distribution.Factorised;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.FactorisedVae;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A mixture and one VAE per modality trained together, and the published density term between them.
 *
 * <pre>{@code
 * maximise  ELBO_mixture(X) + Σ_m ELBO_m(x_m) - α Σ_m CE_m
 * CE_m = -mean Σ_{c ∈ {1, 2}} log softmax_c(a_1 .. a_4),  per latent dimension
 * a_1 = q_mm(z_mm), a_2 = q_uni(z_uni), a_3 = q_uni(z_mm), a_4 = q_mm(z_uni)
 * }</pre>
 *
 * <p>ELBO_mixture is the naive one ({@code term: none} and {@code infonce-naive}) or the stratified
 * one ({@code infonce-v2}). a_i are densities as published, or log densities. CE is a sum over two
 * targets, at least 2 ln 2. It is not contrastive: nothing is compared with another sample; for
 * that, add {@code infonce}. The program calls these elbo_all, infoNCE_naive and infoNCE_v2; there
 * is no paper.
 *
 * <p>{@code normalise: published} counts CE as the program does, its mean over batch and dimensions
 * against ELBOs that are sums over the batch: in our mean over the batch it is divided by the batch
 * size, and hardly felt. {@code normalise: example} counts it once per example, summed over
 * dimensions, as an ELBO counts.
 *
 * <p>Nats per example; the bound that is reported is the sum of the ELBOs with β = 1. Differs from
 * the reference code: mean over the batch, not the sum; missing modalities.
 */
public final class FactorisedElbo implements Objective<FactorisedVae> {
  private final Options options;
  private final DrawCounts draws;
  private final Map<String, Beta> betas;
  private final Coefficient alpha;

  FactorisedElbo(Options options, DrawCounts draws, Map<String, Beta> betas, Coefficient alpha) {
    this.options = options;
    this.draws = draws;
    this.betas = Map.copyOf(betas);
    this.alpha = alpha;
  }

  @Override
  public Loss of(Step<FactorisedVae> s) {
    Parts parts = new Parts();
    One mixture = mixture(s.on(s.model().mixture(), "mixture"), parts, beta("mixture"));
    List<Term> terms = new ArrayList<>();
    terms.add(new Term("elbo.mixture", mixture.elbo().neg(), 1));
    Tensor bound = mixture.bound();
    Tensor entropy = null;
    List<String> names = mixture.experts().modalities();
    for (int d = 0; d < names.size(); d++) {
      String name = names.get(d);
      One alone =
          alone(
              s.on(s.model().unimodal(name), "unimodal." + name),
              name,
              parts,
              beta("unimodal." + name));
      terms.add(new Term("elbo." + name, alone.elbo().neg(), 1));
      bound = bound.add(alone.bound());
      if (options.term() != Density.NONE) {
        Tensor each =
            densityTerm(
                mixture.q().factorised().map(component(d)),
                alone.q().factorised().map(component(0)),
                mixture.z().shared().select(1, d),
                alone.z().shared().select(1, 0));
        Tensor counted = counted(each, s.batch().of(name).available());
        parts.put("density." + name, counted);
        entropy = entropy == null ? counted : entropy.add(counted);
      }
    }
    if (entropy != null) {
      terms.add(new Term("density", entropy, alpha.at(s.clock())));
    }
    return new Loss(terms, bound, parts.map());
  }

  private record One(Experts experts, Posterior q, Draws z, Tensor elbo, Tensor bound) {}

  /** ELBO of the mixture, naive or stratified. */
  private One mixture(Step<MultimodalVae> s, Parts parts, Beta beta) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    boolean stratified = options.term() == Density.INFONCE_V2;
    Posterior q = m.fusion().posterior(x, Subsets.singletons(x.modalities().size()));
    DrawCounts counts = draws.of(q.subsets());
    Draws z = m.draw(q, x, counts.max(), PrivateCodes.OWN, s.noise());
    Targets targets = stratified ? Targets.MEMBERS : Targets.ALL;
    Evidence e = m.decode(q, z, targets, s.batch(), s.noise());
    Tensor log = e.logJointLikelihood();
    Tensor perExpert = stratified ? Bounds.stratified(q, z, log, counts) : counts.mean(log);
    Tensor likelihood = Bounds.overComponents(perExpert, q.logWeights());
    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = Bounds.kl(q, z, prior);
    parts.kl(x, q, kl).put("log_likelihood.mixture", likelihood);
    Tensor divergence = Bounds.overComponents(kl, q.logWeights());
    Tensor counted = Bounds.overComponents(beta.counted(kl, q, z, prior), q.logWeights());
    Tensor elbo = likelihood.sub(beta.at(s, divergence, parts).times(counted));
    return new One(x, q, z, elbo, likelihood.sub(divergence).detach());
  }

  /** ELBO of one modality's own VAE; nothing where the modality is missing. */
  private One alone(Step<MultimodalVae> s, String name, Parts parts, Beta beta) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    Posterior q = m.fusion().posterior(x);
    Draws z = m.draw(q, x, draws.max(), PrivateCodes.OWN, s.noise());
    Evidence e = m.decode(q, z, Targets.ALL, s.batch(), s.noise());
    Tensor likelihood = e.logJointLikelihood().mean(0).squeeze(0);
    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = Bounds.kl(q, z, prior); // (1, batch)
    Tensor available = s.batch().of(name).available();
    Tensor divergence = Tensors.masked(kl.squeeze(0), available);
    Tensor counted = Tensors.masked(beta.counted(kl, q, z, prior).squeeze(0), available);
    parts.put("kl.unimodal." + name, divergence);
    parts.put("log_likelihood.unimodal." + name, likelihood);
    Tensor elbo = likelihood.sub(beta.at(s, divergence, parts).times(counted));
    return new One(x, q, z, elbo, likelihood.sub(divergence).detach());
  }

  private Beta beta(String part) {
    return Objects.requireNonNull(betas.get(part), part);
  }

  private static java.util.function.UnaryOperator<Tensor> component(int index) {
    return p -> p.select(0, index);
  }

  /** The published cross entropy per draw, sample and dimension: {@code (draw, batch, latent)}. */
  private Tensor densityTerm(Factorised mixture, Factorised alone, Tensor zMixture, Tensor zAlone) {
    List<Tensor> logs =
        List.of(
            mixture.logDensity(zMixture),
            alone.logDensity(zAlone),
            alone.logDensity(zMixture),
            mixture.logDensity(zAlone));
    Tensor logits = Tensors.stack(logs, 0);
    return crossEntropy(options.density() == Scale.DENSITY ? logits.exp() : logits);
  }

  /**
   * Cross entropy of four logits with the targets 1, 1, 0, 0.
   *
   * @param logits {@code (4, ...)}
   * @return {@code (...)} in nats, at least 2 ln 2
   */
  static Tensor crossEntropy(Tensor logits) {
    Tensor log = logits.log_softmax(0);
    return log.select(0, 0).add(log.select(0, 1)).neg();
  }

  /** Mean over draws, then as {@code normalise} says; a scalar, or {@code (batch)}. */
  private Tensor counted(Tensor each, @Nullable Tensor available) {
    Tensor perSample = each.mean(0); // (batch, latent)
    Tensor sum = perSample.sum(-1);
    Tensor there = Tensors.masked(sum, available);
    if (options.normalise() == Normalise.EXAMPLE) {
      return there;
    }
    // the program adds the mean over batch and dimensions to sums over the batch
    double batch = sum.size(0);
    return Tensors.times(there.mean(), 1 / (perSample.size(-1) * batch));
  }

  @Override
  public Map<String, Stateful> within() {
    Map<String, Stateful> within = new LinkedHashMap<>();
    betas.forEach((part, beta) -> within.put("beta." + part, beta));
    return within;
  }

  @Override
  public Class<FactorisedVae> models() {
    return FactorisedVae.class;
  }

  enum Density {
    NONE,
    INFONCE_NAIVE,
    INFONCE_V2
  }

  enum Scale {
    DENSITY,
    LOG_DENSITY
  }

  enum Normalise {
    PUBLISHED,
    EXAMPLE
  }

  record Options(Density term, Scale density, Normalise normalise) {}

  /** {@code factorised}. */
  public static final class Provider implements ObjectiveProvider {
    record Keys(
        String name,
        String term,
        JsonNode alpha,
        String density,
        String normalise,
        JsonNode draws,
        JsonNode beta,
        JsonNode freeBits) {}

    @Override
    public String name() {
      return "factorised";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Keys o =
          settings.read(
              Keys.class,
              new Keys(
                  name(),
                  "infonce-naive",
                  DoubleNode.valueOf(1),
                  "density",
                  "published",
                  IntNode.valueOf(1),
                  DoubleNode.valueOf(1),
                  DoubleNode.valueOf(0)));
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      Beta beta = Beta.read(o.beta(), o.freeBits(), settings, model, 1);
      Map<String, Beta> betas = new LinkedHashMap<>(Map.of("mixture", beta.of("mixture")));
      names.forEach(name -> betas.put("unimodal." + name, beta.of("unimodal." + name)));
      return new FactorisedElbo(
          new Options(
              Choices.of(Density.class, o.term(), settings.path("term")),
              Choices.of(Scale.class, o.density(), settings.path("density")),
              Choices.of(Normalise.class, o.normalise(), settings.path("normalise"))),
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          betas,
          Coefficient.read(o.alpha(), settings.path("alpha"), 1));
    }
  }
}

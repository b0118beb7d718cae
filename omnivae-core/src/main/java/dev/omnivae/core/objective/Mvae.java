package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Posterior;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Draws;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * MVAE with sub-sampled training: the ELBO of all modalities, of each alone, and of random subsets.
 *
 * <pre>{@code
 * L(X) = ELBO(X) + Σ_m ELBO(x_m) + Σ_{i ≤ k} ELBO(X_{S_i})
 * ELBO(X_S) = E_{z ~ q_S}[Σ_{m ∈ S} λ_m log p(x_m | z)] - β KL(q_S, p)
 * }</pre>
 *
 * <p>To be maximised, nats per example: a sum of bounds of different log p(X_S), itself a bound of
 * none. Every term decodes its own members alone, so that it needs nothing else of a sample. What
 * is reported is ELBO(X) with β = 1, a lower bound of log p(X) for λ = 1. The prior is an expert of
 * every subset where the fusion says so ({@code product}, {@code prior: true}, as published). The
 * subsets S_i are drawn anew each step for the whole batch, without replacement, from those of at
 * least two modalities but not all; not in validation. Wu and Goodman 2018, section 2.2.
 *
 * <p>A sample that lacks modalities has the terms of which it has a member, each over what it has
 * of it: terms that become equal stay, as in the reference code. Private codes: each term draws and
 * pays for its members' own.
 *
 * <p>Differs from the reference code (MultiVae): λ and β alike; the mean over the batch divides by
 * the batch, there each term's by the number of samples that have it.
 */
public final class Mvae implements Objective<MultimodalVae> {
  private final DrawCounts draws;
  private final Beta beta;
  private final boolean subsampling;
  private final int random;

  Mvae(DrawCounts draws, Beta beta, boolean subsampling, int random) {
    this.draws = draws;
    this.beta = beta;
    this.subsampling = subsampling;
    this.random = random;
  }

  @Override
  public Loss of(Step<MultimodalVae> s) {
    MultimodalVae m = s.model();
    Experts x = s.experts();
    int modalities = x.modalities().size();
    Subsets always = Subsets.full(modalities);
    if (subsampling && modalities > 1) {
      always = always.and(Subsets.singletons(modalities));
    }
    Subsets terms =
        random > 0 && s.training()
            ? always.and(RandomSubsets.draw(s.noise(), modalities, random))
            : always;
    Posterior q = m.fusion().posterior(x, terms);
    DrawCounts counts = draws.of(terms);
    // the private code of a member is its own; what is not a member is not decoded
    Draws z = m.draw(q, x, counts.max(), PrivateCodes.PRIOR, s.noise());
    Evidence e = m.decode(q, z, Targets.MEMBERS, s.batch(), s.noise());

    Distribution prior = m.prior(s.batch().conditions());
    Tensor kl = Bounds.kl(q, z, prior); // (component, batch)
    Tensor likelihood = counts.mean(e.logJointLikelihood()).select(0, 0); // of all, (batch)

    Map<String, Tensor> joint = new LinkedHashMap<>();
    Map<String, Tensor> each = new LinkedHashMap<>();
    e.logLikelihood()
        .forEach(
            (name, log) -> {
              Tensor mean = counts.mean(log); // (component, batch)
              joint.put(name, mean.select(0, 0));
              each.put(name, overPresent(mean, q));
            });
    Parts parts = new Parts().kl(x, first(q, always), kl).logLikelihood(s.batch(), joint);
    Weight weight = beta.at(s, kl.select(0, 0), parts);
    return new Loss(
        Loss.elbo(each, overPresent(beta.counted(kl, q, z, prior), q), weight),
        likelihood.sub(kl.select(0, 0)).detach(),
        parts.map(),
        z.shared());
  }

  /** Sum over the components a sample has: {@code (component, batch)} to {@code (batch)}. */
  private static Tensor overPresent(Tensor values, Posterior q) {
    Tensor there = Bounds.present(q.logWeights());
    return torch.where(there, values, Tensors.scalar(0, values)).sum(0);
  }

  /** Its first components: random subsets are not logged, since they differ from step to step. */
  private static Posterior first(Posterior q, Subsets subsets) {
    long count = subsets.components();
    return new Posterior(
        q.components().map(p -> p.narrow(0, 0, count)),
        q.logWeights().narrow(0, 0, count),
        subsets);
  }

  @Override
  public boolean termPerModality() {
    return true;
  }

  @Override
  public Map<String, Stateful> within() {
    return Map.of("beta", beta);
  }

  @Override
  public Class<MultimodalVae> models() {
    return MultimodalVae.class;
  }

  /** {@code mvae}. */
  public static final class Provider implements ObjectiveProvider {
    /**
     * Settings.
     *
     * @param subsampling whether each modality alone is a term
     * @param randomSubsets further terms, k
     */
    record Options(
        String name,
        JsonNode draws,
        JsonNode beta,
        JsonNode freeBits,
        boolean subsampling,
        int randomSubsets) {}

    @Override
    public String name() {
      return "mvae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class,
              new Options(
                  name(),
                  IntNode.valueOf(1),
                  DoubleNode.valueOf(1),
                  DoubleNode.valueOf(0),
                  true,
                  0));
      FusionDemand.anySubsets(settings, model, name());
      List<String> names = model.modalities().stream().map(Modality::name).toList();
      double most = o.subsampling() ? RandomSubsets.count(names.size()) : 0;
      if (o.randomSubsets() < 0 || o.randomSubsets() > most) {
        throw InputException.of(
            settings.path("random_subsets"),
            "from 0 to %.0f for %d modalities with subsampling: %s"
                .formatted(most, names.size(), o.subsampling()),
            o.randomSubsets(),
            "write random_subsets: 0");
      }
      return new Mvae(
          DrawCounts.read(o.draws(), settings.path("draws"), names),
          Beta.read(o.beta(), o.freeBits(), settings, model, 1),
          o.subsampling(),
          o.randomSubsets());
    }
  }
}

package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.Evidence;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.model.MultimodalVae;
import dev.omnivae.core.model.PrivateCodes;
import dev.omnivae.core.model.Targets;
import dev.omnivae.core.state.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

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
public record Mvae(DrawCounts draws, Beta beta, boolean subsampling, int random)
    implements ElboObjective {
  @Override
  public Loss of(Step<MultimodalVae> s) {
    Experts x = s.experts();
    int modalities = x.modalities().size();
    Subsets always = Subsets.full(modalities);
    if (subsampling && modalities > 1) {
      always = always.and(Subsets.singletons(modalities));
    }
    Subsets all =
        random > 0 && s.training()
            ? always.and(RandomSubsets.draw(s.noise(), modalities, random))
            : always;
    // the private code of a member is its own; what is not a member is not decoded
    Drawn d = Drawn.from(s.model().fusion().posterior(x, all), s, draws, PrivateCodes.PRIOR);
    Tensor kl = d.kl(); // (component, batch)
    Tensor joint = kl.select(0, 0); // of all, (batch)
    // random subsets are not logged, since they differ from step to step
    Parts parts = new Parts().kl(x, d.q().first(always), kl);
    Weight weight = beta.at(s, joint, parts);
    Evidence e = d.decode(Targets.MEMBERS);
    return d.loss(
        Loss.elbo(d.logLikelihood(e, d::sum), d.sum(d.counted(kl, beta)), weight),
        d.logLikelihood(e, log -> log.select(0, 0)),
        joint,
        parts);
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

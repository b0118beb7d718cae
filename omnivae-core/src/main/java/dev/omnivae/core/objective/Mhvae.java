package dev.omnivae.core.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.config.Settings;
import dev.omnivae.core.distribution.Inversion;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.model.HierarchicalVae;
import dev.omnivae.core.model.ModalityModel;
import dev.omnivae.core.model.Model;
import dev.omnivae.core.state.Parameters;
import dev.omnivae.core.state.Stateful;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * MHVAE: the ELBO of a hierarchy of codes, averaged over all subsets of modalities.
 *
 * <pre>{@code
 * L_S(X) = E[ Σ_m λ_m log p(x_m | z_1) - β Σ_l KL(q_S(z_l | X, z_{l+1}), p(z_l | z_{l+1})) ]
 * L(X)   = mean over S of L_S(X)
 * }</pre>
 *
 * <p>q_S multiplies the experts of S and the prior, at every level (see {@link HierarchicalVae});
 * the expectation is over one walk down, z_L to z_1, and each level's KL is in closed form given
 * the code above. S runs over the non-empty subsets of what a sample has; every available modality
 * is to be reconstructed from each. Each L_S is a lower bound of log p(X) for β ≥ 1 and λ = 1, and
 * so is their mean. Nats per example; the bound that is reported has β = 1.
 *
 * <p>{@code subsets: random} takes one subset per example: the same loss in expectation, for one
 * walk in place of 2^M - 1.
 *
 * <p>Dorent et al. 2023, "Unified Brain MR-Ultrasound Synthesis using Multi-Modal Hierarchical
 * Representations", without its adversarial term. Differs from MultiVae: mean over the batch, not
 * the sum; subsets that a sample has nothing of are not averaged in (there they train decoders on
 * draws of the prior).
 */
public final class Mhvae implements Objective<HierarchicalVae> {
  private static final int MOST_MODALITIES = 10;

  private final Beta beta;
  private final boolean random;

  Mhvae(Beta beta, boolean random) {
    this.beta = beta;
    this.random = random;
  }

  @Override
  public Loss of(Step<HierarchicalVae> s) {
    HierarchicalVae m = s.model();
    Batch batch = s.batch();
    Chosen chosen = chosen(m, batch, s.noise());
    List<HierarchicalVae.Drawn> chain = m.draw(m.see(batch), chosen.members(), 1, s.noise());

    Parts parts = new Parts();
    Tensor kl = null; // (component, batch)
    Tensor counted = null; // the same
    for (int i = 0; i < chain.size(); i++) {
      HierarchicalVae.Drawn drawn = chain.get(i);
      Tensor each = drawn.q().klTo(drawn.p()); // (component, batch, z_l)
      each = i == 0 ? each : each.squeeze(0);
      Tensor level = each.sum(-1);
      parts.put("kl." + m.name(m.depth() - i), mean(level, chosen));
      kl = kl == null ? level : kl.add(level);
      Tensor paid = beta.counted(each, Bounds.present(chosen.logWeights())); // with free bits
      counted = counted == null ? paid : counted.add(paid);
    }
    Tensor lowest = chain.get(chain.size() - 1).z(); // (1, component, batch, z_1)
    Map<String, Tensor> likelihoods = new LinkedHashMap<>(); // per modality (batch)
    for (Modality modality : m.modalities()) {
      String name = modality.name();
      Noise noise = s.noise().stream("decode." + name);
      Tensor log =
          ModalityModel.logLikelihood(
                  m.decode(name, lowest, batch.conditions(), noise), batch.of(name), m.weight(name))
              .squeeze(0);
      likelihoods.put(name, mean(log, chosen));
    }
    parts.logLikelihood(batch, likelihoods);
    Tensor reconstruction = likelihoods.values().stream().reduce(Tensor::add).orElseThrow();
    Tensor divergence = mean(Objects.requireNonNull(kl), chosen);
    Weight weight = beta.at(s, divergence, parts);
    return new Loss(
        Loss.elbo(likelihoods, mean(Objects.requireNonNull(counted), chosen), weight),
        reconstruction.sub(divergence).detach(),
        parts.map(),
        lowest);
  }

  /**
   * Whose experts are joined.
   *
   * @param members {@code (component, modality, batch)} boolean, the batch expanded
   * @param logWeights {@code (component, batch)}
   */
  private record Chosen(Tensor members, Tensor logWeights) {}

  private Chosen chosen(HierarchicalVae m, Batch batch, Noise noise) {
    List<String> names = m.modalities().stream().map(Modality::name).toList();
    @Nullable Tensor available = batch.available(names);
    Subsets all = Subsets.powerset(names.size());
    Tensor like = m.parameters().values().detach();
    Tensor members = all.members(available, names.size(), like);
    members = members.expand(all.components(), names.size(), batch.size());
    Tensor logWeights = all.logWeights(available, batch.size(), like);
    if (!random) {
      return new Chosen(members, logWeights);
    }
    Tensor weights = logWeights.exp();
    Tensor u = noise.stream("subset").uniform(weights, 1, batch.size());
    Tensor index = Inversion.component(weights, u); // (1, batch)
    Tensor one = members.gather(0, index.unsqueeze(1).expand(1, names.size(), batch.size()));
    return new Chosen(one, org.bytedeco.pytorch.global.torch.zeros_like(u));
  }

  private static Tensor mean(Tensor values, Chosen chosen) {
    return Bounds.overComponents(values, chosen.logWeights());
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
  public Class<HierarchicalVae> models() {
    return HierarchicalVae.class;
  }

  /** {@code mhvae}. */
  public static final class Provider implements ObjectiveProvider {
    enum Which {
      ALL,
      RANDOM
    }

    record Options(String name, JsonNode beta, JsonNode freeBits, String subsets) {}

    @Override
    public String name() {
      return "mhvae";
    }

    @Override
    public Objective<?> create(Settings settings, Model model, Parameters parameters) {
      Options o =
          settings.read(
              Options.class,
              new Options(name(), DoubleNode.valueOf(1), DoubleNode.valueOf(0), "all"));
      if (model.modalities().size() > MOST_MODALITIES) {
        throw InputException.of(
            settings.path("name"),
            "for at most %d modalities when it is mhvae".formatted(MOST_MODALITIES),
            model.modalities().size(),
            "it goes over all their subsets: leave some modalities out");
      }
      return new Mhvae(
          Beta.read(o.beta(), o.freeBits(), settings, model, 1),
          Choices.of(Which.class, o.subsets(), settings.path("subsets")) == Which.RANDOM);
    }
  }
}

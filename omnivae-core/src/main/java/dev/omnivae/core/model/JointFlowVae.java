package dev.omnivae.core.model;

import dev.omnivae.core.batch.Batch;
import dev.omnivae.core.batch.Modality;
import dev.omnivae.core.config.InputException;
import dev.omnivae.core.distribution.Distribution;
import dev.omnivae.core.engine.Noise;
import dev.omnivae.core.engine.Tensors;
import dev.omnivae.core.fusion.Experts;
import dev.omnivae.core.fusion.Subsets;
import dev.omnivae.core.network.flow.AutoregressiveFlow;
import dev.omnivae.core.network.flow.FlowDistribution;
import dev.omnivae.core.state.ParameterStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * JNF: a joint VAE, and beside it one flow per modality for what that modality alone says of the
 * code.
 *
 * <pre>{@code
 * all       q(z | X)                                            the joint encoder
 * one       q_m(z | x_m) = flow_m(N(μ(x_m), σ²(x_m)))
 * several   π(z | X_S) ∝ p(z)^(1 - |S|) Π_{m ∈ S} q_m(z | x_m)  drawn by Hamiltonian Monte Carlo
 * none      p(z)
 * }</pre>
 *
 * <p>The product is Bayes' rule with modalities independent given z: every q_m brings p(z) along,
 * and one of them is enough. Senellart et al. 2023, "Improving Multimodal Joint Variational
 * Autoencoders through Normalizing Flows and Correlation Analysis", section 3.
 *
 * <p>Differs from the reference code: it divides by p(z) once whatever |S| (right for two), and
 * begins its chains at base codes that have not been through the flow; ours begin at a draw of one
 * of the q_m.
 */
public final class JointFlowVae implements Model {
  private final MultimodalVae joint;
  private final LinkedHashMap<String, AutoregressiveFlow> flows;
  private final HamiltonianMonteCarlo chains;

  /**
   * All parts over one store.
   *
   * @param joint a VAE whose fusion has one posterior of all modalities
   * @param flows per modality, over the shared code
   */
  public JointFlowVae(
      MultimodalVae joint, Map<String, AutoregressiveFlow> flows, HmcSettings chains) {
    this.joint = joint;
    this.flows = new LinkedHashMap<>(flows);
    this.chains = new HamiltonianMonteCarlo(chains);
  }

  public MultimodalVae joint() {
    return joint;
  }

  /** q_m(z given x_m), over {@code (batch, latent)}. */
  public FlowDistribution posterior(String modality, Experts experts) {
    AutoregressiveFlow flow = flows.get(modality);
    if (flow == null) {
      throw new IllegalArgumentException(
          "modality must be one of " + flows.keySet() + ", got '" + modality + "'");
    }
    return new FlowDistribution(experts.of(modality).shared(), flow, null);
  }

  @Override
  public Latents infer(Batch given, long draws, Noise noise) {
    Experts experts = joint.encode(given, noise);
    Tensor all =
        joint
            .fusion()
            .posterior(experts, Subsets.full(flows.size()))
            .components()
            .sample(noise.stream("joint"), draws)
            .squeeze(1); // (draw, batch, latent)
    Tensor available = experts.available();
    if (available == null) {
      return codes(all);
    }
    Seen seen = new Seen(available);
    Tensor z = single(experts, seen, draws, noise);
    if (seen.anySeveral()) {
      Tensor drawn =
          chains
              .sample(
                  codes(z),
                  latents -> logProduct(latents.shared(), experts, seen),
                  noise.stream("chains"))
              .latents()
              .shared();
      z = torch.where(seen.several(), drawn, z);
    }
    return codes(torch.where(seen.all(), all, z));
  }

  /** From the flow of one available modality, chosen at random; from the prior where none is. */
  private Tensor single(Experts experts, Seen seen, long draws, Noise noise) {
    long batch = experts.batch().size();
    Tensor z = experts.of(experts.modalities().get(0)).shared().mean(); // for its type
    z = torch.zeros(new long[] {draws, batch, z.size(-1)}, z.options());
    if (seen.anyNone()) {
      List<Tensor> rows = new java.util.ArrayList<>();
      for (long k = 0; k < draws; k++) {
        Noise stream = noise.stream("prior" + k);
        rows.add(joint.fromPrior(batch, experts.batch().conditions(), stream).shared());
      }
      z = Tensors.cat(rows, 0);
    }
    Tensor chosen = seen.choose(draws, z, noise.stream("choice")); // (draw, batch)
    for (int m = 0; m < flows.size(); m++) {
      if (seen.any(m)) {
        String name = experts.modalities().get(m);
        Tensor drawn = posterior(name, experts).sample(noise.stream("flow." + name), draws);
        Tensor here = chosen.eq(Tensors.scalar(m, chosen)).logical_and(seen.of(m));
        z = torch.where(here.unsqueeze(-1), drawn, z);
      }
    }
    return z;
  }

  /**
   * log π(z given X_S) up to a constant; exactly, where one modality or none is available.
   *
   * @param z {@code (draw, batch, latent)}
   * @return {@code (draw, batch)} in nats
   */
  private Tensor logProduct(Tensor z, Experts experts, Seen seen) {
    Tensor prior = joint.prior(experts.batch().conditions()).logProb(z);
    Tensor total = prior.mul(Tensors.plus(seen.count().neg(), 1));
    for (int m = 0; m < flows.size(); m++) {
      if (seen.any(m)) {
        Tensor log = posterior(experts.modalities().get(m), experts).logProb(z);
        total = total.add(Tensors.masked(log, seen.of(m)));
      }
    }
    return total;
  }

  /**
   * {@inheritDoc}
   *
   * @throws InputException given some of several modalities: the product of their posteriors is
   *     known up to a constant alone
   */
  @Override
  public Tensor logProposal(Latents latents, Batch given) {
    Experts experts = joint.encode(given, Noise.of(0, 0, 0));
    Tensor z = latents.shared();
    Tensor all =
        joint
            .fusion()
            .posterior(experts, Subsets.full(flows.size()))
            .components()
            .logProb(z.unsqueeze(1))
            .squeeze(1); // (draw, batch)
    Tensor available = experts.available();
    if (available == null) {
      return all;
    }
    Seen seen = new Seen(available);
    if (seen.anySeveral()) {
      throw InputException.of(
          "the density of jnf's posterior",
          "asked for given one modality or all",
          "several of them",
          "its product of flows has no known constant");
    }
    return torch.where(seen.all().squeeze(-1), all, logProduct(z, experts, seen));
  }

  @Override
  public Latents fromPrior(long count, @Nullable Tensor condition, Noise noise) {
    return joint.fromPrior(count, condition, noise);
  }

  @Override
  public Distribution decode(
      String modality, Latents latents, @Nullable Tensor condition, Noise noise) {
    return joint.decode(modality, latents, condition, noise);
  }

  @Override
  public Tensor logJoint(Latents latents, Batch x) {
    return joint.logJoint(latents, x);
  }

  @Override
  public List<Modality> modalities() {
    return joint.modalities();
  }

  @Override
  public ParameterStore parameters() {
    return joint.parameters();
  }

  @Override
  public Map<String, Tensor> state() {
    return joint.state();
  }

  private static Latents codes(Tensor shared) {
    return new Latents(Map.of(Latents.SHARED, shared));
  }

  /** Which sample has which modality; looked at once. */
  private static final class Seen {
    private final Tensor available; // (modality, batch) boolean
    private final double[] counts;
    private final boolean[] any;

    Seen(Tensor available) {
      this.available = available;
      double[] there = Tensors.doubles(available);
      int batch = Math.toIntExact(available.size(1));
      any = new boolean[Math.toIntExact(available.size(0))];
      counts = new double[batch];
      for (int i = 0; i < there.length; i++) {
        counts[i % batch] += there[i];
        any[i / batch] |= there[i] > 0;
      }
    }

    boolean any(int modality) {
      return any[modality];
    }

    boolean anyNone() {
      return java.util.Arrays.stream(counts).anyMatch(n -> n == 0);
    }

    boolean anySeveral() {
      return java.util.Arrays.stream(counts).anyMatch(n -> n > 1 && n < any.length);
    }

    /** {@code (batch)} boolean. */
    Tensor of(int modality) {
      return available.select(0, modality);
    }

    /** Number of modalities: {@code (batch)}. */
    Tensor count() {
      return available.sum(0);
    }

    /** Has all of them: {@code (batch, 1)}. */
    Tensor all() {
      return available.all(0).unsqueeze(-1);
    }

    /** Has more than one: {@code (batch, 1)}. */
    Tensor several() {
      Tensor count = count();
      return count.gt(Tensors.scalar(1, count)).unsqueeze(-1);
    }

    /** One of the available modalities, each as likely: {@code (draw, batch)} int64. */
    Tensor choose(long draws, Tensor like, Noise noise) {
      Tensor u = noise.uniform(like, draws, available.size(0), available.size(1));
      return torch
          .where(available, u, Tensors.scalar(-1, u))
          .argmax(new LongOptional(1), false)
          .to(ScalarType.Long);
    }
  }
}
